import { defineEndpoint } from '@maximus/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { errors } from './errors.ts';
import { holdsRole, mayAccess, type Principal } from './principal.ts';
import { problemOf } from './problem.ts';
import { okAnswer, route } from './route.ts';

const user = (...roles: ('viewer' | 'reviewer' | 'operator' | 'admin')[]): Principal => ({
  kind: 'user',
  userId: 'usr_0',
  name: 'Ada',
  roles,
  sessionId: 'ses_0',
  address: '127.0.0.1',
});

describe('rights', () => {
  it('an admin operates and reads but does not review', () => {
    expect(holdsRole(user('admin'), 'operator')).toBe(true);
    expect(holdsRole(user('admin'), 'viewer')).toBe(true);
    expect(holdsRole(user('admin'), 'reviewer')).toBe(false);
    expect(holdsRole(user('viewer'), 'operator')).toBe(false);
  });

  it('a token does what its scopes say and no more', () => {
    const token: Principal = {
      kind: 'token',
      tokenId: 'tok_0',
      scopes: ['inventory:write'],
      name: 'ci',
      address: '::1',
    };
    expect(mayAccess(token, { role: 'operator', scopes: ['inventory:write'] })).toBe(true);
    expect(mayAccess(token, { role: 'viewer' })).toBe(false);
    expect(mayAccess(token, { role: 'signed-in' })).toBe(false);
    expect(mayAccess({ ...token, scopes: ['admin'] }, { role: 'admin' })).toBe(true);
  });

  it('nobody in particular may use open endpoints only', () => {
    const nobody: Principal = { kind: 'anonymous', address: '::1' };
    expect(mayAccess(nobody, { role: 'open' })).toBe(true);
    expect(mayAccess(nobody, { role: 'signed-in' })).toBe(false);
    expect(holdsRole(nobody, 'viewer')).toBe(false);
    expect(mayAccess(user(), { role: 'signed-in' })).toBe(true);
  });
});

describe('cursors', () => {
  it('come back as they were, for their own sort only', () => {
    const key = fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(key, (parts) => {
        const cursor = encodeCursor({ sort: '-name', key: parts });
        expect(decodeCursor(cursor, '-name', parts.length)).toEqual({ ok: true, value: { sort: '-name', key: parts } });
        expect(decodeCursor(cursor, 'name', parts.length).ok).toBe(false);
      }),
    );
  });

  it('never throw on foreign text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 2_000 }), (text) => void decodeCursor(text, 'name', 2)));
  });
});

describe('problems', () => {
  const place = { correlationId: 'c', instance: '/api/x' };

  it('say what and what to do, and pass details on', () => {
    const error = errors.invalid('two fields are wrong', { errors: [{ path: 'a', code: 'type', message: 'no' }] });
    expect(problemOf(error, place)).toMatchObject({
      status: 422,
      code: 'http.invalid',
      detail: 'two fields are wrong',
    });
    expect(problemOf(error, place).errors).toHaveLength(1);
  });

  it('never leak internals', () => {
    expect(problemOf(new Error('password=1'), place)).toMatchObject({ status: 500, code: 'http.internal' });
    expect(JSON.stringify(problemOf(new Error('password=1'), place))).not.toContain('password');
    expect(problemOf(errors.internal('secret'), place).detail).not.toContain('secret');
  });
});

describe('routes', () => {
  it('hand the checked input to their handler', async () => {
    const endpoint = defineEndpoint({
      id: 'demo',
      method: 'GET',
      path: '/demo',
      summary: 'Demo',
      tag: 'demo',
      access: { role: 'open' },
      answers: { 200: undefined },
    });
    const demo = route(endpoint, async ({ correlationId }) => okAnswer({ correlationId }));
    const answer = await demo.handle({
      params: {},
      query: {},
      body: undefined,
      principal: { kind: 'anonymous', address: '::1' },
      correlationId: 'c',
      requestId: 'r',
      headers: {},
      signal: AbortSignal.abort(),
    });
    expect(answer).toEqual({ status: 200, body: { correlationId: 'c' } });
  });
});
