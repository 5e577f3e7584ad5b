import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, openTestIdentity, secretOf, type TestIdentity } from '../testing/index.ts';
import { loadKeyFile } from './key-file.ts';
import { sealingKey } from './seal.ts';

let test: TestIdentity;
let admin: Browser & { userId: string };
let people = 0;

beforeAll(async () => {
  test = await openTestIdentity();
  admin = await test.firstAdmin();
});
afterAll(() => test.close());

/** Every row of every table that we write, as text; bytes as hex, base64 and UTF-8. */
async function everythingStored(): Promise<string> {
  const { kysely } = test.database;
  const rows = [];
  for (const table of [
    'users',
    'user_recovery_codes',
    'user_sessions',
    'api_tokens',
    'access_links',
    'login_throttle',
    'socket_tickets',
    'oidc_flows',
    'access_revocations',
    'audit_entries',
    'audit_names',
  ] as const) {
    rows.push(...(await kysely.selectFrom(table).selectAll().execute()));
  }
  return JSON.stringify(rows, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer'
      ? ['hex', 'base64', 'utf8'].map((form) =>
          Buffer.from((value as unknown as { data: number[] }).data).toString(form as 'hex'),
        )
      : value,
  );
}

it('no password, token, session, ticket, link or code is stored or logged, whatever people choose', async () => {
  const words = fc.stringMatching(/^[a-z]{6}[0-9]{2}-[A-Z]{6}-[a-z]{7}$/);
  await fc.assert(
    fc.asyncProperty(words, words, async (first, second) => {
      const secrets = [first, second];
      const name = `person${people}`;
      const made = await admin.ask('createUser', { body: { name, roles: ['viewer'] } });
      const link = secretOf(made.body.invitation.url);
      // Failures are counted by address; each person comes from an own one.
      const browser = test.browser(`10.9.0.${++people}`);
      await browser.ask('submitSetupPage', { form: { link, password: first, again: first } });
      secrets.push(link, browser.cookie.split('=')[1] ?? '');
      await browser.ask('logIn', { body: { name: second, password: first } });
      await browser.ask('logIn', { body: { name, password: second } });
      await browser.ask('changePassword', { body: { current_password: first, new_password: second } });
      const token = await browser.ask('createToken', { body: { name: 'ci', scopes: ['read'] } });
      const ticket = await browser.ask('createSocketTicket');
      const totp = await browser.ask('startTotp', { body: { password: second } });
      secrets.push(token.body.secret, ticket.body.ticket, totp.body.secret);
      await test.identity.authenticate({
        method: 'GET',
        address: '::1',
        authorization: `Bearer ${token.body.secret}x`,
      });
      expect(secrets.every((secret) => typeof secret === 'string' && secret.length > 15)).toBe(true);
      const stored = (await everythingStored()) + test.logged.join('\n');
      for (const secret of secrets) expect(stored).not.toContain(secret);
    }),
    { numRuns: 8 },
  );
});

describe('sealed texts', () => {
  it('open with the same key and purpose only, and not when one bit changed', () => {
    const key = sealingKey(Buffer.alloc(32, 1));
    const other = sealingKey(Buffer.alloc(32, 2));
    fc.assert(
      fc.property(fc.string(), fc.nat(), (text, at) => {
        const sealed = key.seal('a', text.toWellFormed());
        expect(key.open('a', sealed)).toBe(text.toWellFormed());
        expect(key.open('b', sealed)).toBeUndefined();
        expect(other.open('a', sealed)).toBeUndefined();
        const changed = Buffer.from(sealed);
        changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ 1;
        expect(key.open('a', changed)).toBeUndefined();
        expect(key.open('a', sealed.subarray(0, at % 28))).toBeUndefined();
      }),
    );
  });
});

describe('the key file', () => {
  it('is made once, also by processes that start together, and refused in another form', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'key-'));
    try {
      const path = join(folder, 'keys', 'identity.key');
      const keys = await Promise.all(Array.from({ length: 8 }, () => loadKeyFile(path)));
      expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
      expect(await loadKeyFile(path)).toHaveLength(32);
      for (const text of ['', 'short', 'g'.repeat(64), 'a'.repeat(2_000)]) {
        const bad = join(folder, 'bad.key');
        await writeFile(bad, text, { mode: 0o600 });
        await expect(loadKeyFile(bad), text.slice(0, 10)).rejects.toThrow(
          expect.objectContaining({ code: 'identity.key_unusable' }),
        );
      }
      await expect(loadKeyFile(folder)).rejects.toThrow(expect.objectContaining({ code: 'identity.key_unusable' }));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
