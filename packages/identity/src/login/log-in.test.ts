import { loginThrottleRows } from '@maximus/storage';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, openTestIdentity, type TestIdentity, testPassword } from '../testing/index.ts';
import { addressBlock } from './address-block.ts';

let test: TestIdentity;
let admin: Browser & { userId: string };
let nowMs = Date.now();
let lastAddress = 0;

/** A client that nobody has counted yet. */
const fresh = () => test.browser(`10.1.${Math.floor(++lastAddress / 250)}.${lastAddress % 250}`);
const logIn = (browser: Browser, name: string, password: string, code?: string) =>
  browser.ask('logIn', { body: { name, password, ...(code === undefined ? {} : { code }) } });

beforeAll(async () => {
  test = await openTestIdentity({ clock: { now: () => nowMs } });
  admin = await test.firstAdmin();
});
afterAll(() => test.close());

describe('logging in', () => {
  it('answers with a session cookie that scripts cannot read and other sites do not send', async () => {
    const browser = fresh();
    const done = await logIn(browser, 'ADA', testPassword);
    expect(done.status).toBe(200);
    expect(done.headers['set-cookie']).toMatch(
      /^maximus_session=mxs_[\w-]+; Path=\/; Max-Age=604800; HttpOnly; SameSite=Lax$/,
    );
    expect(done.body).toMatchObject({
      user: { name: 'Ada', roles: ['admin', 'operator', 'reviewer'], login: 'password' },
    });
    expect(JSON.stringify(done.body)).not.toContain(browser.cookie.split('=')[1]);
    expect((await browser.ask('whoAmI')).body.user.name).toBe('Ada');
  });

  it('says the same of a wrong password and of an account that is not there', async () => {
    const wrong = await logIn(fresh(), 'ada', 'not the password at all');
    const missing = await logIn(fresh(), 'nobody-of-that-name', 'not the password at all');
    expect(wrong).toMatchObject({ status: 401, code: 'identity.bad_credentials' });
    expect(missing).toEqual(wrong);
    const hostile = await logIn(fresh(), "ada'; drop table users; --\u0000\ud800", 'x');
    expect(hostile).toEqual(wrong);
  });

  it('keeps what was typed as a name out of the log, since it may be the password', async () => {
    const typed = 'my-secret-typed-as-name';
    await logIn(fresh(), typed, 'whatever it is');
    const { body } = await admin.ask('whoAmI');
    expect(body.kind).toBe('user');
    const entries = await test.database.kysely.selectFrom('audit_entries').selectAll().execute();
    expect(entries.some(({ action }) => action === 'session.refused')).toBe(true);
    expect(JSON.stringify(entries)).not.toContain(typed);
    expect(test.logged.join()).not.toContain(typed);
  });
});

describe('guessing', () => {
  it('is slowed down per account after five failures, twice as long each time, up to 15 minutes', async () => {
    await test.person(admin, 'target', ['viewer']);
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      expect((await logIn(fresh(), 'target', 'wrong wrong wrong')).code).toBe('identity.bad_credentials');
    }
    const waits: unknown[] = [];
    for (let round = 0; round < 13; round += 1) {
      const refused = await logIn(fresh(), 'target', 'wrong wrong wrong');
      expect(refused).toMatchObject({ status: 429, code: 'identity.too_many_attempts' });
      waits.push(refused.retryAfterSeconds);
      nowMs += Number(refused.retryAfterSeconds) * 1_000 + 1;
      expect((await logIn(fresh(), 'target', 'wrong wrong wrong')).code).toBe('identity.bad_credentials');
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    nowMs += 901_000;
    expect((await logIn(fresh(), 'target', 'target likes granite otters')).status).toBe(200);
    // Right once, and the account starts anew.
    expect((await logIn(fresh(), 'target', 'wrong wrong wrong')).code).toBe('identity.bad_credentials');
    expect((await logIn(fresh(), 'target', 'target likes granite otters')).status).toBe(200);
  });

  it('is slowed down per address, whichever accounts are tried', async () => {
    const guesser = test.browser('2001:db8:1:2:aaaa::1');
    for (let attempt = 1; attempt <= 5; attempt += 1) await logIn(guesser, `someone-${attempt}`, 'wrong wrong wrong');
    expect(await logIn(guesser, 'someone-else', 'wrong')).toMatchObject({ code: 'identity.too_many_attempts' });
    // Another address of the same customer is the same client; a log-in from elsewhere is not held up.
    expect((await logIn(test.browser('2001:db8:1:2:ffff::9'), 'ada', testPassword)).status).toBe(429);
    expect((await logIn(test.browser('2001:db8:1:3::1'), 'ada', testPassword)).status).toBe(200);
  });

  it('gains nothing by asking at once', async () => {
    await test.person(admin, 'crowd', ['viewer']);
    const guesses = await Promise.all(Array.from({ length: 60 }, () => logIn(fresh(), 'crowd', 'wrong wrong wrong')));
    expect(guesses.filter(({ code }) => code === 'identity.bad_credentials').length).toBeLessThanOrEqual(5);
  });

  it('does not count those who log in rightly from one place', async () => {
    const office = test.browser('192.0.2.77');
    for (let person = 0; person < 12; person += 1) expect((await logIn(office, 'ada', testPassword)).status).toBe(200);
  });
});

describe('10,000 log-in attempts', () => {
  let busy: TestIdentity;
  const attempt = async (at: number, codes: Map<string, number>) => {
    const client = at % 50;
    const browser = busy.browser(`203.0.113.${client}`);
    const { code = 'ok' } = await logIn(browser, `account-${client}`, 'wrong wrong wrong');
    codes.set(code, (codes.get(code) ?? 0) + 1);
  };
  beforeAll(async () => {
    busy = await openTestIdentity();
  });
  afterAll(() => busy.close());

  it('at once: most are sent away before they cost anything, and all are answered', async () => {
    const codes = new Map<string, number>();
    const before = process.memoryUsage().rss;
    await Promise.all(Array.from({ length: 10_000 }, (_, at) => attempt(at, codes)));
    expect([...codes.values()].reduce((sum, count) => sum + count)).toBe(10_000);
    expect(codes.has('ok')).toBe(false);
    expect(codes.get('identity.busy')).toBeGreaterThan(9_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 ** 2);
  });

  it('in waves: at most a few failures of each account and address are judged and written down', async () => {
    const codes = new Map<string, number>();
    const before = process.memoryUsage().rss;
    for (let wave = 0; wave < 100; wave += 1) {
      await Promise.all(Array.from({ length: 100 }, (_, at) => attempt(at, codes)));
    }
    expect([...codes.values()].reduce((sum, count) => sum + count)).toBe(10_000);
    expect(codes.has('ok')).toBe(false);
    // Five, and then one after each pause that ends while the test runs: 1, 2, 4, 8 … s.
    expect(codes.get('identity.bad_credentials') ?? 0).toBeLessThanOrEqual(50 * 12);
    expect(codes.get('identity.too_many_attempts')).toBeGreaterThan(5_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 ** 2);
    const { kysely } = busy.database;
    expect((await kysely.selectFrom('login_throttle').select('key').execute()).length).toBeLessThanOrEqual(100);
    expect((await kysely.selectFrom('audit_entries').select('log_id').execute()).length).toBeLessThanOrEqual(50 * 12);
  });
});

describe('the second factor', () => {
  const codeAt = (secret: string, ms: number) =>
    new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30 }).generate({ timestamp: ms });

  it('is asked for once it was confirmed; each code counts once; recovery codes count once', async () => {
    const owner = await test.person(admin, 'careful', ['viewer']);
    expect((await owner.ask('startTotp', { body: { password: 'wrong wrong wrong' } })).code).toBe(
      'identity.bad_credentials',
    );
    const started = await owner.ask('startTotp', { body: { password: owner.password } });
    const { secret, uri } = started.body as { secret: string; uri: string };
    expect(uri).toMatch(/^otpauth:\/\/totp\/Maximus:careful\?/);
    // Not asked for before it was proven.
    expect((await logIn(fresh(), 'careful', owner.password)).status).toBe(200);
    expect((await owner.ask('confirmTotp', { body: { code: '000000' } })).code).toBe('identity.second_factor_wrong');
    const confirmed = await owner.ask('confirmTotp', { body: { code: codeAt(secret, nowMs) } });
    const recovery = confirmed.body.recovery_codes as string[];
    expect(recovery).toHaveLength(10);
    nowMs += 60_000;
    expect((await logIn(fresh(), 'careful', owner.password)).code).toBe('identity.second_factor_required');
    expect((await logIn(fresh(), 'careful', owner.password, '12345x')).code).toBe('identity.second_factor_wrong');
    const code = codeAt(secret, nowMs);
    expect((await logIn(fresh(), 'careful', owner.password, code)).status).toBe(200);
    expect((await logIn(fresh(), 'careful', owner.password, code)).code).toBe('identity.second_factor_wrong');
    nowMs += 60_000;
    expect((await logIn(fresh(), 'careful', owner.password, recovery[0])).status).toBe(200);
    expect((await logIn(fresh(), 'careful', owner.password, recovery[0]?.toUpperCase())).code).toBe(
      'identity.second_factor_wrong',
    );
    expect((await logIn(fresh(), 'careful', owner.password, recovery[1])).status).toBe(200);
    const removed = await owner.ask('removeTotp', { body: { password: owner.password, code: recovery[2] } });
    expect(removed.status).toBe(204);
    expect((await logIn(fresh(), 'careful', owner.password)).status).toBe(200);
  });

  it('cannot be guessed faster than the password', async () => {
    const owner = await test.person(admin, 'guarded', ['viewer']);
    const { secret } = (await owner.ask('startTotp', { body: { password: owner.password } })).body;
    await owner.ask('confirmTotp', { body: { code: codeAt(secret, nowMs) } });
    const codes = await Promise.all(
      Array.from({ length: 30 }, (_, at) => logIn(fresh(), 'guarded', owner.password, String(100_000 + at))),
    );
    expect(codes.filter(({ code }) => code === 'identity.second_factor_wrong').length).toBeLessThanOrEqual(5);
    expect(codes.some(({ code }) => code === 'identity.too_many_attempts')).toBe(true);
  });
});

describe('the throttle', () => {
  it('counts an IPv6 customer as one', () => {
    expect(addressBlock('2001:db8:0:1::5')).toBe(addressBlock('2001:0DB8:0000:0001:ffff:1:2:3'));
    expect(addressBlock('2001:db8::5')).toBe('2001:db8:0:0::/64');
    expect(addressBlock('::1')).toBe('0:0:0:0::/64');
    expect(addressBlock('::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(addressBlock('64:ff9b::192.0.2.1')).toBe('64:ff9b:0:0::/64');
    expect(addressBlock('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
    expect(addressBlock('not an address')).toBe('not an address');
  });

  it('keeps nothing of those who have been quiet for an hour', async () => {
    await loginThrottleRows.removeOld(test.database, new Date(nowMs + 3_600_000));
    expect(await test.database.kysely.selectFrom('login_throttle').selectAll().execute()).toEqual([]);
  });
});
