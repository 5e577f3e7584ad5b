import { unwrap } from '@maximus/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAuthConfig } from '../check-config.ts';
import type { Revocation } from '../revocations/watch.ts';
import { type Browser, openTestIdentity, type TestIdentity, testPassword } from '../testing/index.ts';

const OWN = 'http://127.0.0.1:8001';
let test: TestIdentity;
let admin: Browser & { userId: string };
let nowMs = Date.now();

beforeAll(async () => {
  test = await openTestIdentity({ clock: { now: () => nowMs } });
  admin = await test.firstAdmin();
});
afterAll(() => test.close());

const open = (credentials: object) => test.identity.authenticateSocket({ address: '192.0.2.1', ...credentials });
const codeOf = async (credentials: object) => {
  const opened = await open(credentials);
  return opened.ok ? 'open' : opened.error.code;
};

describe('a socket', () => {
  it('opens with a session of an own page, and with no other origin', async () => {
    const { cookie } = admin;
    const opened = unwrap(await open({ cookie, origin: OWN }));
    expect(opened.principal).toMatchObject({ kind: 'user', userId: admin.userId, address: '192.0.2.1' });
    expect(opened.expiresAtMs).toBeGreaterThan(nowMs);
    for (const origin of [
      undefined,
      'null',
      'https://evil.example.test',
      'http://127.0.0.1:1',
      `${OWN}.evil.example.test`,
    ]) {
      expect(await codeOf({ cookie, origin })).toBe('identity.session_ended');
    }
    expect(await codeOf({ origin: OWN })).toBe('identity.session_ended');
    expect(await codeOf({})).toBe('identity.session_ended');
  });

  it('opens with an API token, in the connect command only', async () => {
    const { secret } = (await admin.ask('createToken', { body: { name: 's', scopes: ['read'] } })).body;
    expect(unwrap(await open({ token: secret })).principal).toMatchObject({ kind: 'token', scopes: ['read'] });
    expect(await codeOf({ ticket: secret })).toBe('identity.ticket_invalid');
    expect(await codeOf({ token: 'nonsense' })).toBe('identity.token_invalid');
    expect(await codeOf({ ticket: admin.cookie.split('=')[1] })).toBe('identity.ticket_invalid');
    // A bad token is not made good by a cookie.
    expect(await codeOf({ token: 'nonsense', cookie: admin.cookie, origin: OWN })).toBe('identity.token_invalid');
  });

  it('opens once with a ticket, within 30 seconds, also when two race for it', async () => {
    const ticket = async () => (await admin.ask('createSocketTicket')).body.ticket as string;
    const raced = await ticket();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => codeOf({ ticket: raced })));
    expect(outcomes.filter((outcome) => outcome === 'open')).toHaveLength(1);
    expect(await codeOf({ ticket: raced })).toBe('identity.ticket_invalid');
    const late = await ticket();
    nowMs += 30_001;
    expect(await codeOf({ ticket: late })).toBe('identity.ticket_invalid');
    expect((await admin.ask('createSocketTicket')).body.expires_in).toBe(30);
  });

  it('has at most 20 tickets waiting, and none of a session that ended', async () => {
    const browser = test.browser();
    await browser.ask('logIn', { body: { name: 'ada', password: testPassword } });
    const tickets: string[] = [];
    for (let at = 0; at < 23; at += 1) {
      nowMs += 1;
      tickets.push((await browser.ask('createSocketTicket')).body.ticket);
    }
    expect(await codeOf({ ticket: tickets[0] })).toBe('identity.ticket_invalid');
    expect(await codeOf({ ticket: tickets[22] })).toBe('open');
    await browser.ask('logOut');
    expect(await codeOf({ ticket: tickets[21] })).toBe('identity.ticket_invalid');
  });

  it('is looked at again with the rights of now', async () => {
    const person = await test.person(admin, 'watcher', ['operator']);
    const { principal } = unwrap(await open({ cookie: person.cookie, origin: OWN }));
    expect((await test.identity.recheck(principal)).ok).toBe(true);
    await admin.ask('updateUser', { params: { id: person.userId }, body: { roles: ['viewer'] } });
    expect(await test.identity.recheck(principal)).toMatchObject({
      ok: false,
      error: { code: 'identity.session_ended' },
    });
  });
});

describe('two nodes', () => {
  it.each([
    ['by notification', false],
    ['by polling alone', true],
  ])(
    'the other one hears %s of a log-out, a disabled account, changed roles and a revoked token',
    async (_how, deaf) => {
      const other = await openTestIdentity({ beside: test, deaf });
      try {
        const heard: Revocation[] = [];
        other.identity.onRevoked((revocation) => heard.push(revocation));
        const name = `roamer${deaf ? 'p' : 'n'}`;
        const person = await test.person(admin, name, ['operator']);
        const token = (await person.ask('createToken', { body: { name: 't', scopes: ['operate'] } })).body;
        const session = (await person.ask('whoAmI')).body.session_id;
        const onOther = (facts: object) => other.identity.authenticate({ method: 'GET', address: '::1', ...facts });
        const roles = async () => {
          const answer = await onOther({ cookie: person.cookie });
          return answer.ok && answer.value.kind === 'user' ? answer.value.roles : 'nobody';
        };
        // Warm: the other node has them in its memory.
        expect(await roles()).toEqual(['operator']);
        expect((await onOther({ authorization: `Bearer ${token.secret}` })).ok).toBe(true);
        await person.ask('revokeToken', { params: { id: token.id } });
        await person.ask('logOut');
        await admin.ask('updateUser', { params: { id: person.userId }, body: { disabled: true } });
        const wanted = [
          { kind: 'token', id: token.id },
          { kind: 'session', id: session },
          { kind: 'user', id: person.userId },
        ];
        await expect
          .poll(
            () =>
              wanted.every((one) =>
                heard.some(({ kind, ...rest }) => kind === one.kind && 'id' in rest && rest.id === one.id),
              ),
            {
              timeout: 60_000,
              interval: 20,
            },
          )
          .toBe(true);
        expect((await onOther({ authorization: `Bearer ${token.secret}` })).ok).toBe(false);
        expect(await roles()).toBe('nobody');
      } finally {
        await other.close();
      }
    },
  );
});

describe('auth.dev_open', () => {
  it('is refused outside of development, at the start and by the check', async () => {
    await expect(openTestIdentity({ config: { dev_open: true }, beside: test })).rejects.toThrow(
      expect.objectContaining({ code: 'identity.dev_open_refused' }),
    );
    expect(checkAuthConfig({ dev_open: true }, 'production').ok).toBe(false);
    expect(checkAuthConfig({ dev_open: true }, 'development').ok).toBe(true);
    expect(checkAuthConfig({ dev_open: false }, 'production').ok).toBe(true);
  });

  it('lets this machine read by its own name, and nobody else anything', async () => {
    const dev = await openTestIdentity({ config: { dev_open: true }, environment: 'development', beside: test });
    try {
      const ask = async (facts: object) =>
        unwrap(await dev.identity.authenticate({ method: 'GET', address: '127.0.0.1', ...facts }));
      expect(await ask({ host: 'localhost:8001' })).toMatchObject({
        kind: 'user',
        roles: ['viewer'],
        name: 'development',
      });
      expect(await ask({ host: '127.0.0.1:8001', address: '192.0.2.1' })).toMatchObject({ kind: 'anonymous' });
      // A page whose name was bent to this machine.
      expect(await ask({ host: 'evil.example.test:8001' })).toMatchObject({ kind: 'anonymous' });
      expect(await ask({ host: 'localhost:8001', origin: 'https://evil.example.test' })).toMatchObject({
        kind: 'anonymous',
      });
      expect(await ask({})).toMatchObject({ kind: 'anonymous' });
      const socket = await dev.identity.authenticateSocket({ address: '127.0.0.1', origin: OWN });
      expect(socket.ok && socket.value.principal).toMatchObject({ roles: ['viewer'] });
      expect((await dev.identity.authenticateSocket({ address: '127.0.0.1' })).ok).toBe(false);
      expect(
        (await dev.ask('createToken', { host: 'localhost:8001', origin: OWN, body: { name: 'x', scopes: ['read'] } }))
          .code,
      ).toBe('identity.person_required');
    } finally {
      await dev.close();
    }
  });
});
