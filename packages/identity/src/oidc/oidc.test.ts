import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Browser,
  openTestIdentity,
  secretOf,
  startTestIssuer,
  type TestIdentity,
  type TestIssuer,
  testPassword,
} from '../testing/index.ts';
import { parseGroupRoles, rolesOfGroups } from './group-roles.ts';

let test: TestIdentity;
let issuer: TestIssuer;
let nowMs = Date.now();

beforeAll(async () => {
  issuer = await startTestIssuer();
  test = await openTestIdentity({
    clock: { now: () => nowMs },
    config: {
      oidc: {
        issuer: issuer.url,
        client_id: issuer.clientId,
        client_secret: issuer.clientSecret,
        group_roles: ['sec=reviewer', 'ops=operator', 'CN=root,DC=example=admin', 'ops=viewer'],
      },
    },
  });
});
afterAll(async () => {
  await test.close();
  await issuer.close();
});
beforeEach(() => {
  issuer.behaviour = {
    claims: { sub: 'p1', groups: ['sec', 'ops'], preferred_username: 'lin', name: 'Lin', email: 'lin@example.test' },
  };
});

async function start(browser: Browser, returnTo = '/'): Promise<string> {
  const started = await browser.ask('startOidc', { query: { return_to: returnTo } });
  expect(started.status).toBe(302);
  return started.headers['location'] ?? '';
}

async function finish(browser: Browser, callback: string) {
  return browser.ask('finishOidc', {
    query: Object.fromEntries(new URL(callback).searchParams),
    origin: undefined,
    fetchSite: 'cross-site',
  });
}

async function logIn(browser = test.browser()) {
  const callback = await issuer.authorise(await start(browser, '/apvs?x=1'));
  return { browser, callback, done: await finish(browser, callback) };
}

describe('log-in with the provider', () => {
  it('asks with code, PKCE, state and nonce, and gives the roles of the groups', async () => {
    const browser = test.browser();
    const asked = new URL(await start(browser)).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: 'http://127.0.0.1:8001/api/auth/oidc/callback',
      scope: 'openid profile email',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)?.length).toBeGreaterThan(40);
    const { browser: own, done } = await logIn();
    expect(done).toMatchObject({ status: 302, headers: { location: '/apvs?x=1' } });
    expect((await own.ask('whoAmI')).body.user).toMatchObject({
      name: 'lin',
      display_name: 'Lin',
      login: 'oidc',
      roles: ['viewer', 'reviewer', 'operator'],
    });
  });

  it('knows a person by issuer and subject, and takes changed groups over, ending sessions with the old ones', async () => {
    const before = (await logIn()).browser;
    const { id } = (await before.ask('whoAmI')).body.user;
    issuer.behaviour.claims = { ...issuer.behaviour.claims, groups: ['ops'], preferred_username: 'renamed' };
    const after = (await logIn()).browser;
    expect((await after.ask('whoAmI')).body.user).toMatchObject({ id, name: 'lin', roles: ['viewer', 'operator'] });
    expect((await before.ask('whoAmI')).status).toBe(401);
    // Somebody else with the same name and address is somebody else.
    issuer.behaviour.claims = { ...issuer.behaviour.claims, sub: 'p2', preferred_username: 'lin' };
    const other = (await logIn()).browser;
    const stranger = (await other.ask('whoAmI')).body.user;
    expect(stranger.id).not.toBe(id);
    expect(stranger.name).toBe('lin-2');
  });

  it('keeps the last administrator, and lets a provider that is back to its mind go on', async () => {
    issuer.behaviour.claims = { sub: 'boss', groups: ['CN=root,DC=example'] };
    const boss = (await logIn()).browser;
    expect((await boss.ask('whoAmI')).body.user.roles).toEqual(['admin']);
    issuer.behaviour.claims = { sub: 'boss', groups: ['ops'] };
    const still = (await logIn()).browser;
    expect((await still.ask('whoAmI')).body.user.roles.sort()).toEqual(['admin', 'operator', 'viewer']);
  });

  it('refuses people without a role and disabled ones', async () => {
    issuer.behaviour.claims = { sub: 'p9', groups: ['strangers'] };
    expect((await logIn()).done).toMatchObject({ status: 403 });
    issuer.behaviour.claims = { sub: 'p9', groups: { sec: true } };
    expect((await logIn()).done.status).toBe(403);
    issuer.behaviour.claims = { sub: 'p8', groups: ['sec'] };
    const person = (await logIn()).browser;
    const { id } = (await person.ask('whoAmI')).body.user;
    issuer.behaviour.claims = { sub: 'boss', groups: ['CN=root,DC=example'] };
    const boss = (await logIn()).browser;
    expect((await boss.ask('updateUser', { params: { id }, body: { disabled: true } })).status).toBe(200);
    expect((await boss.ask('inviteUser', { params: { id } })).code).toBe('identity.account_disabled');
    issuer.behaviour.claims = { sub: 'p8', groups: ['sec'] };
    expect((await logIn()).done).toMatchObject({
      status: 403,
      headers: expect.not.objectContaining({ 'set-cookie': expect.anything() }),
    });
  });
});

describe('what does not hold is refused, and nobody is logged in', () => {
  const refused = async (prepare: () => void) => {
    prepare();
    const { browser, done } = await logIn();
    expect(done.status).toBe(401);
    expect(done.headers['set-cookie']).toBeUndefined();
    expect((await browser.ask('whoAmI')).status).toBe(401);
  };

  it.each([
    ['another nonce', { nonce: 'other' }],
    ['no nonce', { nonce: undefined }],
    ['another issuer', { iss: 'https://evil.example.test' }],
    ['another audience', { aud: 'somebody-else' }],
    ['an expired token', { exp: 1_000_000 }],
    ['a token from the future', { nbf: 4_000_000_000 }],
    ['no subject', { sub: undefined }],
    ['a subject that cannot be stored', { sub: 'a\u0000b' }],
    ['an authorised party that is not us', { aud: ['maximus', 'x'], azp: 'x' }],
  ])('%s', (_name, change) =>
    refused(() => {
      issuer.behaviour.tamper = (claims) => ({ ...claims, ...change });
    }),
  );

  it.each(['none', 'other-key', 'hs256'] as const)('a token signed in the wrong way: %s', (signature) =>
    refused(() => {
      issuer.behaviour.signature = signature;
    }),
  );

  it('an answer of another issuer (mix-up)', () =>
    refused(() => {
      issuer.behaviour.responseIssuer = 'https://evil.example.test';
    }));

  it('a state that comes again', async () => {
    const { browser, callback, done } = await logIn();
    expect(done.status).toBe(302);
    expect((await finish(browser, callback)).status).toBe(401);
    const fresh = await issuer.authorise(await start(browser));
    const replayed = new URL(callback);
    replayed.searchParams.set('code', new URL(fresh).searchParams.get('code') ?? '');
    expect((await finish(browser, replayed.href)).status).toBe(401);
  });

  it('a flow that another browser began (log-in CSRF)', async () => {
    const attacker = test.browser();
    const callback = await issuer.authorise(await start(attacker));
    const victim = test.browser();
    expect((await finish(victim, callback)).status).toBe(401);
    await start(victim);
    expect((await finish(victim, callback)).status).toBe(401);
    expect((await victim.ask('whoAmI')).status).toBe(401);
  });

  it('a flow that took more than ten minutes', async () => {
    const browser = test.browser();
    const callback = await issuer.authorise(await start(browser));
    nowMs += 10 * 60_000 + 1;
    expect((await finish(browser, callback)).status).toBe(401);
  });

  it('an answer that says no, holds nothing, or holds anything', async () => {
    const browser = test.browser();
    for (const query of [
      {},
      { error: 'access_denied' },
      { state: 'x', code: 'x' },
      { state: `mxo_${'A'.repeat(51)}`, code: 'x' },
    ]) {
      const done = await browser.ask('finishOidc', { query });
      expect(done.status).toBe(401);
      expect(done.body).not.toContain('access_denied');
    }
    const callback = new URL(await issuer.authorise(await start(browser)));
    callback.searchParams.set('error', 'access_denied');
    callback.searchParams.set('error_description', '<script>alert(1)</script>');
    const denied = await finish(browser, callback.href);
    expect(denied.status).toBe(401);
    expect(denied.body).not.toContain('<script>');
  });

  it('a way back to another site', async () => {
    for (const return_to of [
      '//evil.example.test',
      'https://evil.example.test',
      '/\\evil.example.test',
      '/\tx',
      '/\u0001',
      '/é…',
    ]) {
      expect((await test.browser().ask('startOidc', { query: { return_to } })).code).toBe('http.invalid');
    }
  });
});

describe('a provider that is away', () => {
  it('is said to be, and left alone for a moment', async () => {
    const lone = await openTestIdentity({
      beside: test,
      config: { oidc: { issuer: 'http://127.0.0.1:9', client_id: 'x' } },
    });
    try {
      const answers = await Promise.all(Array.from({ length: 5 }, () => lone.ask('startOidc')));
      expect(answers.every(({ status }) => status === 503)).toBe(true);
      expect(lone.logged.filter((line) => line.includes('could not be discovered'))).toHaveLength(1);
      expect((await lone.ask('showLogInPage')).body).toContain('/api/auth/oidc/start');
    } finally {
      await lone.close();
    }
  });

  it('and was the only way in for administrators: a link makes one that can log in', async () => {
    const without = await openTestIdentity({ beside: test });
    try {
      const link = secretOf((await without.identity.firstAdminLink())?.url);
      const form = { link, name: 'rescue', display_name: '', password: testPassword, again: testPassword };
      expect((await without.ask('submitSetupPage', { form })).status).toBe(303);
      expect(await without.identity.firstAdminLink()).toBeUndefined();
    } finally {
      await without.close();
    }
  });

  it('is not offered when it is not set', async () => {
    const without = await openTestIdentity({ beside: test });
    try {
      expect((await without.ask('startOidc')).status).toBe(404);
      expect((await without.ask('showLogInPage')).body).not.toContain('oidc');
    } finally {
      await without.close();
    }
  });
});

describe('groups', () => {
  it('may hold equals signs, and claims may hold anything', () => {
    const map = parseGroupRoles(['CN=a,DC=b=viewer', 'x=admin', 'x=reviewer', 'bad', '=viewer']);
    expect(rolesOfGroups(['CN=a,DC=b', 'x', '', 'bad', 7, null], map, undefined)).toEqual([
      'viewer',
      'reviewer',
      'admin',
    ]);
    expect(rolesOfGroups('x', map, undefined)).toEqual(['reviewer', 'admin']);
    for (const claim of [undefined, null, 5, { x: 1 }, ['__proto__'], '__proto__'])
      expect(rolesOfGroups(claim, map, undefined)).toEqual([]);
    expect(rolesOfGroups([], map, 'viewer')).toEqual(['viewer']);
  });
});
