import { tokenScopes } from '@maximus/contracts';
import { mayAccess } from '@maximus/http';
import { unwrap } from '@maximus/kernel';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSecret, newSecret } from '../secrets/secret-text.ts';
import { type Browser, openTestIdentity, type TestIdentity } from '../testing/index.ts';
import { coversScope, effectiveScopes } from './scopes.ts';

const DAY = 86_400_000;
let test: TestIdentity;
let admin: Browser & { userId: string };
let nowMs = Date.now();

beforeAll(async () => {
  test = await openTestIdentity({ clock: { now: () => nowMs } });
  admin = await test.firstAdmin();
});
afterAll(() => test.close());

const bearer = (secret: string) => ({ method: 'GET', address: '192.0.2.9', authorization: `Bearer ${secret}` });

async function create(browser: Browser, scopes: readonly string[], more: object = {}) {
  return browser.ask('createToken', { body: { name: 'ci', scopes, ...more } });
}

describe('an API token', () => {
  it('is shown once and works as bearer and as X-Api-Key', async () => {
    const made = await create(admin, ['inventory:write', 'read']);
    expect(made.status).toBe(201);
    const { secret, id } = made.body;
    expect(secret).toMatch(/^mxt_[\w-]{43}[0-9a-f]{8}$/);
    const listed = (await admin.ask('listTokens')).body.items;
    expect(JSON.stringify(listed)).not.toContain(secret);
    for (const facts of [
      { authorization: `Bearer ${secret}` },
      { authorization: `bearer  ${secret}` },
      { apiKey: secret },
    ]) {
      const principal = unwrap(await test.identity.authenticate({ method: 'PUT', address: '192.0.2.9', ...facts }));
      expect(principal).toEqual({
        kind: 'token',
        tokenId: id,
        userId: admin.userId,
        name: 'ci',
        scopes: ['inventory:write', 'read'],
        address: '192.0.2.9',
      });
    }
  });

  it('that is unknown, mistyped, of another kind or in another scheme is refused, not taken for nobody', async () => {
    const { secret } = (await create(admin, ['read'])).body;
    const flipped = secret.replace(/.$/, (last: string) => (last === '0' ? '1' : '0'));
    for (const authorization of [
      `Bearer ${newSecret('mxt')}`,
      `Bearer ${flipped}`,
      `Bearer ${newSecret('mxs')}`,
      'Bearer ',
      `Basic ${secret}`,
      `Bearer ${'x'.repeat(100_000)}`,
    ]) {
      const answer = await test.identity.authenticate({ method: 'GET', address: '::1', authorization });
      expect(answer, authorization.slice(0, 40)).toMatchObject({
        ok: false,
        error: { code: 'identity.token_invalid' },
      });
    }
    const session = admin.cookie.split('=')[1] ?? '';
    expect(await test.identity.authenticate(bearer(session))).toMatchObject({ ok: false });
  });

  it('ends when it expires, when it is revoked, and with its owner', async () => {
    const owner = await test.person(admin, 'leaver', ['operator']);
    const short = (await create(owner, ['read'], { expires_in_days: 1 })).body;
    const long = (await create(owner, ['operate'], { expires_in_days: 365 })).body;
    const revoked = (await create(owner, ['read'])).body;
    expect((await create(owner, ['read'], { expires_in_days: 366 })).code).toBe('http.invalid');
    expect((await owner.ask('revokeToken', { params: { id: revoked.id } })).status).toBe(204);
    expect((await test.identity.authenticate(bearer(revoked.secret))).ok).toBe(false);
    expect((await test.identity.authenticate(bearer(short.secret))).ok).toBe(true);
    nowMs += DAY + 1;
    expect((await test.identity.authenticate(bearer(short.secret))).ok).toBe(false);
    expect((await test.identity.authenticate(bearer(long.secret))).ok).toBe(true);
    admin.cookie = (await relogged()).cookie;
    await admin.ask('updateUser', { params: { id: owner.userId }, body: { disabled: true } });
    await expect.poll(async () => (await test.identity.authenticate(bearer(long.secret))).ok).toBe(false);
  });

  it('never does more than its owner may, whatever changes', async () => {
    const owner = await test.person(admin, 'climber', ['viewer']);
    expect((await create(owner, ['operate'])).code).toBe('identity.scope_exceeds_roles');
    expect((await create(owner, ['review'])).code).toBe('identity.scope_exceeds_roles');
    await admin.ask('updateUser', { params: { id: owner.userId }, body: { roles: ['operator', 'reviewer'] } });
    await owner.ask('logIn', { body: { name: 'climber', password: owner.password } });
    const { secret } = (await create(owner, ['operate', 'review', 'read'])).body;
    const scopes = async () => {
      const principal = unwrap(await test.identity.authenticate(bearer(secret)));
      return principal.kind === 'token' ? principal.scopes : [];
    };
    expect(await scopes()).toEqual(['operate', 'review', 'read']);
    await admin.ask('updateUser', { params: { id: owner.userId }, body: { roles: ['viewer'] } });
    await expect.poll(scopes).toEqual(['read']);
  });

  it('makes no further credentials', async () => {
    const { secret } = (await create(admin, [...tokenScopes])).body;
    const asToken = { authorization: `Bearer ${secret}` };
    expect((await test.ask('createToken', { ...asToken, body: { name: 'more', scopes: ['read'] } })).code).toBe(
      'identity.person_required',
    );
    expect((await test.ask('createServiceToken', { ...asToken, body: { name: 'more', scopes: ['read'] } })).code).toBe(
      'identity.person_required',
    );
    expect((await test.ask('whoAmI', asToken)).body).toMatchObject({
      kind: 'token',
      session_id: null,
      csrf_token: null,
    });
  });

  it('of a service belongs to nobody and may not review', async () => {
    const refused = await admin.ask('createServiceToken', { body: { name: 'bot', scopes: ['review'] } });
    expect(refused.code).toBe('identity.scope_needs_person');
    const made = await admin.ask('createServiceToken', { body: { name: 'bot', scopes: ['inventory:write'] } });
    expect(made.body.owner_id).toBeNull();
    const principal = unwrap(await test.identity.authenticate(bearer(made.body.secret)));
    expect(principal).not.toHaveProperty('userId');
    expect(mayAccess(principal, { role: 'operator', scopes: ['inventory:write'] })).toBe(true);
    expect(mayAccess(principal, { role: 'reviewer' })).toBe(false);
    const all = (await admin.ask('listAllTokens', { query: { limit: 2 } })).body;
    expect(all.items).toHaveLength(2);
    expect(
      (await admin.ask('listAllTokens', { query: { limit: 2, cursor: all.next_cursor } })).body.items,
    ).toHaveLength(2);
  });

  it('has its last use noted, at most once a minute, and costs no query while it is fresh', async () => {
    const { secret, id } = (await create(admin, ['read'])).body;
    const used = async () => {
      const { items } = (await admin.ask('listTokens')).body;
      return items.find((token: { id: string }) => token.id === id).last_used_at;
    };
    await test.identity.authenticate(bearer(secret));
    const first = new Date(nowMs).toISOString();
    await expect.poll(used).toBe(first);
    nowMs += 30_000;
    await test.identity.authenticate(bearer(secret));
    expect(await used()).toBe(first);
    nowMs += 31_000;
    await test.identity.authenticate(bearer(secret));
    await expect.poll(used).toBe(new Date(nowMs).toISOString());
  });
});

describe('scopes', () => {
  it('of a service never hold review, of a person never more than asked for or covered', () => {
    const scopes = fc.uniqueArray(fc.constantFrom(...tokenScopes));
    const roles = fc.uniqueArray(fc.constantFrom('viewer', 'reviewer', 'operator', 'admin') as fc.Arbitrary<'viewer'>);
    fc.assert(
      fc.property(scopes, fc.option(roles), (wanted, held) => {
        const effective = effectiveScopes(wanted, held);
        expect(wanted).toEqual(expect.arrayContaining(effective));
        if (held === null) expect(effective).not.toContain('review');
        else expect(effective.every((scope) => coversScope(held, scope))).toBe(true);
      }),
    );
    expect(coversScope(['admin'], 'review')).toBe(false);
    expect(coversScope(['admin'], 'operate')).toBe(true);
  });
});

describe('secrets', () => {
  it('are told by their form, and one wrong character is noticed', () => {
    fc.assert(
      fc.property(fc.nat(54), fc.constantFrom(...'abcXYZ019-_'), (at, character) => {
        const secret = newSecret('mxt');
        expect(isSecret('mxt', secret)).toBe(true);
        expect(isSecret('mxs', secret)).toBe(false);
        const changed = secret.slice(0, at) + character + secret.slice(at + 1);
        expect(isSecret('mxt', changed)).toBe(changed === secret);
      }),
    );
  });
});

async function relogged(): Promise<Browser> {
  const browser = test.browser();
  await browser.ask('logIn', { body: { name: 'ada', password: 'granite otter polishes lamps' } });
  return browser;
}
