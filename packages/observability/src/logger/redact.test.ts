import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedaction } from './redact.ts';

const redact = createRedaction(['ACME-[0-9]{4}']);

describe('redaction', () => {
  it.each([
    'authorization',
    'Authorization',
    'cookie',
    'set-cookie',
    'password',
    'db_password',
    'apiKey',
    'x-api-key',
    'access_token',
    'client_secret',
    'private_key',
    'refreshTokens',
  ])('masks the field %s', (name) => {
    expect(redact({ a: { [name]: 'hunter2' } })).toEqual({ a: { [name]: '***' } });
  });

  it.each(['key', 'topic', 'token_count', 'keyboard', 'monkey'])('shows the field %s', (name) => {
    expect(redact({ [name]: 'x' })).toEqual({ [name]: 'x' });
  });

  it.each([
    ['postgres://me:hunter2@db/x', 'postgres://***@db/x'],
    ['git clone https://oauth2@host/r', 'git clone https://***@host/r'],
    ['Authorization: Bearer abcdefgh.ijk', 'Authorization: Bearer ***'],
    ['sent mxt_0123456789abc', 'sent mxt_***'],
    ['/ws?ticket=abc&x=1', '/ws?ticket=***&x=1'],
    ['order ACME-1234', 'order ***'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', '***'],
  ])('masks the secret in %j', (text, shown) => {
    expect(redact(text)).toBe(shown);
  });

  it('keeps the chain of causes of an error, without its secrets', () => {
    const cause = Object.assign(new Error('no route to redis://u:hunter2@r:1'), { code: 'EHOSTUNREACH' });
    const shown = redact(new TypeError('failed', { cause })) as { cause: object };
    expect(shown).toMatchObject({ type: 'TypeError', message: 'failed' });
    expect(shown.cause).toMatchObject({ code: 'EHOSTUNREACH', message: 'no route to redis://***@r:1' });
  });

  it('is bounded whatever it is given', () => {
    const loop: Record<string, unknown> = { list: Array.from({ length: 1_000 }, () => 'x'.repeat(20_000)) };
    loop['self'] = loop;
    expect(JSON.stringify(redact(loop)).length).toBeLessThan(10_000_000);
  });

  it('names by its kind what cannot be made text', () => {
    const mute = { toString: 0, valueOf: 0 };
    expect(redact(new Map([[mute, 1]]))).toEqual({ '<object>': 1 });
    expect(redact(new Error('failed', { cause: mute }))).toMatchObject({
      cause: { type: 'object', message: '<object>' },
    });
  });

  it('never throws and never shows a masked password, for any value', () => {
    fc.assert(
      fc.property(fc.anything({ withMap: true, withSet: true, withDate: true, withBigInt: true }), (value) => {
        expect(JSON.stringify(redact({ password: 'hunter2', value })) ?? '').not.toContain('hunter2');
      }),
    );
  });
});
