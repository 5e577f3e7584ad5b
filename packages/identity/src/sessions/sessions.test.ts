import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, openTestIdentity, type TestIdentity, testPassword } from '../testing/index.ts';
import { createCookieJar, readCookie } from './cookies.ts';
import { createOrigins } from './origins.ts';

const HOUR = 3_600_000;
let test: TestIdentity;
let admin: Browser & { userId: string };
let nowMs = Date.now();

beforeAll(async () => {
  test = await openTestIdentity({ clock: { now: () => nowMs } });
  admin = await test.firstAdmin();
});
afterAll(() => test.close());

async function logIn(browser = test.browser()): Promise<Browser> {
  const done = await browser.ask('logIn', { body: { name: 'ada', password: testPassword } });
  expect(done.status).toBe(200);
  return browser;
}

describe('a session', () => {
  it('ends after 12 hours without use, and after 7 days in any case', async () => {
    const idle = await logIn();
    const used = await logIn();
    const began = nowMs;
    nowMs += 12 * HOUR - 1_000;
    expect((await used.ask('whoAmI')).status).toBe(200);
    // A use is noted in the background; the next one builds on it.
    await expect.poll(() => lastSeen(used)).toBe(nowMs);
    nowMs += 2_000;
    expect((await idle.ask('whoAmI')).status).toBe(401);
    while (nowMs - began < 7 * 24 * HOUR - 11 * HOUR) {
      nowMs += 11 * HOUR;
      expect((await used.ask('whoAmI')).status).toBe(200);
      await expect.poll(() => lastSeen(used)).toBe(nowMs);
    }
    nowMs = began + 7 * 24 * HOUR - 1_000;
    expect((await used.ask('whoAmI')).status).toBe(200);
    nowMs += 2_000;
    expect((await used.ask('whoAmI')).status).toBe(401);
    admin = Object.assign(await logIn(), { userId: admin.userId });
  });

  it('gets a new secret at each log-in, and the one before ends (session fixation)', async () => {
    const attacker = await logIn();
    const planted = attacker.cookie;
    const victim = test.browser();
    victim.cookie = planted;
    await logIn(victim);
    expect(victim.cookie).not.toBe(planted);
    expect((await victim.ask('whoAmI')).status).toBe(200);
    expect((await attacker.ask('whoAmI')).status).toBe(401);
    // A made-up cookie is nobody's, and stays nobody's.
    const invented = test.browser();
    invented.cookie = 'maximus_session=mxs_invented';
    const after = await logIn(invented);
    expect(after.cookie).toMatch(/^maximus_session=mxs_[\w-]{51}$/);
  });

  it('ends with the log-out, everywhere and for good', async () => {
    const browser = await logIn();
    const cookie = browser.cookie;
    const out = await browser.ask('logOut');
    expect(out.headers['set-cookie']).toMatch(/Max-Age=0/);
    expect(browser.cookie).toBe('');
    browser.cookie = cookie;
    expect((await browser.ask('whoAmI')).status).toBe(401);
  });

  it('is listed and ended by its person, and by an administrator, but by nobody else', async () => {
    const person = await test.person(admin, 'owner', ['viewer']);
    const other = await test.person(admin, 'other', ['viewer']);
    const second = test.browser('198.51.100.7');
    await second.ask('logIn', { body: { name: 'owner', password: person.password } });
    const listed = (await person.ask('listSessions')).body.items;
    expect(listed).toHaveLength(2);
    expect(listed.filter((session: { current: boolean }) => session.current)).toHaveLength(1);
    const foreign = listed.find((session: { current: boolean }) => !session.current);
    expect(foreign).toMatchObject({ address: '198.51.100.7', method: 'password', user_agent: 'test browser' });
    expect((await other.ask('endSession', { params: { id: foreign.id } })).code).toBe('identity.session_not_found');
    expect((await person.ask('endSession', { params: { id: foreign.id } })).status).toBe(204);
    expect((await second.ask('whoAmI')).status).toBe(401);
    expect((await other.ask('endUserSessions', { params: { id: person.userId } })).status).toBe(403);
    expect((await admin.ask('endUserSessions', { params: { id: person.userId } })).body).toEqual({ ended: 1 });
    expect((await person.ask('whoAmI')).status).toBe(401);
  });

  it('ends with a new password, but for the one that set it', async () => {
    const person = await test.person(admin, 'renewer', ['viewer']);
    const elsewhere = test.browser();
    await elsewhere.ask('logIn', { body: { name: 'renewer', password: person.password } });
    const body = { current_password: person.password, new_password: 'mushroom teapot gravel lantern' };
    expect((await person.ask('changePassword', { body: { ...body, new_password: 'password1234' } })).code).toBe(
      'identity.password_common',
    );
    expect((await person.ask('changePassword', { body })).status).toBe(204);
    expect((await person.ask('whoAmI')).status).toBe(200);
    expect((await elsewhere.ask('whoAmI')).status).toBe(401);
    expect((await elsewhere.ask('logIn', { body: { name: 'renewer', password: person.password } })).status).toBe(401);
  });

  it('of one account there are at most 50', async () => {
    for (let at = 0; at < 55; at += 1) await logIn();
    expect((await admin.ask('whoAmI')).status).toBe(401);
    admin = Object.assign(await logIn(), { userId: admin.userId });
    expect((await admin.ask('listSessions')).body.items).toHaveLength(50);
  });
});

describe('writes with a session', () => {
  it('need an own page or its CSRF token', async () => {
    const browser = await logIn();
    const ticket = (facts: object) => browser.ask('createSocketTicket', facts);
    const { csrf_token } = (await browser.ask('whoAmI')).body;
    expect((await ticket({})).status).toBe(200);
    expect((await ticket({ origin: 'http://localhost:8001' })).status).toBe(200);
    expect((await ticket({ origin: undefined, fetchSite: 'same-origin' })).status).toBe(200);
    expect((await ticket({ origin: undefined, csrfToken: csrf_token })).status).toBe(200);
    for (const facts of [
      { origin: undefined },
      { origin: undefined, csrfToken: 'x' },
      { origin: undefined, csrfToken: `${csrf_token}x` },
      { origin: 'https://evil.example.test' },
      { origin: 'https://evil.example.test', csrfToken: csrf_token },
      { origin: 'http://127.0.0.1:9999' },
      { origin: 'null' },
      { origin: undefined, fetchSite: 'cross-site', csrfToken: csrf_token },
      { origin: undefined, fetchSite: 'same-site' },
    ]) {
      expect(await ticket(facts), JSON.stringify(facts)).toMatchObject({ status: 403, code: 'http.csrf' });
    }
    // The token of one session is not that of another.
    const other = await logIn();
    expect((await other.ask('createSocketTicket', { origin: undefined, csrfToken: csrf_token })).code).toBe(
      'http.csrf',
    );
  });

  it('and log-in itself are refused to foreign pages', async () => {
    const body = { name: 'ada', password: testPassword };
    expect((await test.ask('logIn', { body, origin: 'https://evil.example.test' })).code).toBe('http.csrf');
    expect((await test.ask('logIn', { body, fetchSite: 'cross-site' })).code).toBe('http.csrf');
    // A program sends neither.
    expect((await test.ask('logIn', { body })).status).toBe(200);
  });
});

describe('cookies', () => {
  it('have the host prefix and need TLS wherever the server is not this machine over plain HTTP', () => {
    const at = (url: string) => createCookieJar('session', () => createOrigins(() => url, []).secure()).set('v', 60);
    expect(at('https://maximus.example.test')).toBe(
      '__Host-maximus_session=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure',
    );
    expect(at('http://10.0.0.5:8001')).toContain('__Host-');
    expect(at('http://[::1]:8001')).toBe('maximus_session=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax');
  });

  it('that come twice, or in too long a header, count as none', () => {
    expect(readCookie('a=1; maximus_session=x; b=2', 'maximus_session')).toBe('x');
    expect(readCookie('maximus_session=x; maximus_session=y', 'maximus_session')).toBeUndefined();
    expect(readCookie(`${'a=1; '.repeat(9_000)}maximus_session=x`, 'maximus_session')).toBeUndefined();
    expect(readCookie('xmaximus_session=x', 'maximus_session')).toBeUndefined();
  });
});

async function lastSeen(browser: Browser): Promise<number> {
  const { session_id } = (await browser.ask('whoAmI')).body;
  const { items } = (await browser.ask('listSessions')).body;
  return Date.parse(items.find(({ id }: { id: string }) => id === session_id).last_seen_at);
}
