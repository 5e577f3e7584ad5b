import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, openTestIdentity, secretOf, type TestIdentity, testPassword } from '../testing/index.ts';

let test: TestIdentity;
let admin: Browser & { userId: string };
let nowMs = Date.now();

beforeAll(async () => {
  test = await openTestIdentity({ clock: { now: () => nowMs } });
});
afterAll(() => test.close());

const form = (link: string, more: object = {}) => ({
  link,
  name: 'Ada',
  display_name: 'Ada L.',
  password: testPassword,
  again: testPassword,
  ...more,
});

describe('the first account', () => {
  it('is made once, with a link that lasts 30 minutes and works once', async () => {
    const late = await test.identity.firstAdminLink();
    expect(late?.url).toMatch(/^http:\/\/127\.0\.0\.1:8001\/setup\?link=mxl_/);
    nowMs += 30 * 60_000 + 1;
    expect((await test.ask('showSetupPage', { query: { link: secretOf(late?.url) } })).status).toBe(410);
    const [one, two] = [await test.identity.firstAdminLink(), await test.identity.firstAdminLink()].map((link) =>
      secretOf(link?.url),
    );
    const page = await test.ask('showSetupPage', { query: { link: one } });
    expect(page.body).toContain('Create the first account');
    for (const [bad, says] of [
      [{ again: 'another password it is' }, 'The two passwords differ'],
      [{ password: 'short', again: 'short' }, '12 characters'],
      [{ password: 'Password1234', again: 'Password1234' }, 'easily guessed'],
      [{ name: '<script>' }, 'Log-in name'],
      [{ name: 'grace.hopper', password: 'grace.hopper-7', again: 'grace.hopper-7' }, 'your own name'],
    ] as const) {
      const refused = await test.ask('submitSetupPage', { form: form(one ?? '', bad) });
      expect(refused.status).toBe(422);
      expect(refused.body).toContain(says);
    }
    // Two people with two links at once: one account.
    const outcomes = await Promise.all(
      [one, two, one, two].map((link, at) =>
        test.browser().ask('submitSetupPage', { form: form(link ?? '', { name: `Ada${at}` }) }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(outcomes.filter(({ status }) => status === 409 || status === 410)).toHaveLength(3);
    expect(await test.database.kysely.selectFrom('users').select('name').execute()).toHaveLength(1);
    expect(await test.identity.firstAdminLink()).toBeUndefined();
    const name = (await test.database.kysely.selectFrom('users').select('name').executeTakeFirstOrThrow()).name;
    const browser = test.browser();
    const me = (await browser.ask('logIn', { body: { name, password: testPassword } })).body.user;
    expect(me.roles).toEqual(['admin', 'operator', 'reviewer']);
    admin = Object.assign(browser, { userId: me.id as string });
  });

  it('is asked for by nobody without a link', async () => {
    for (const link of ['', 'mxl_x', `mxl_${'A'.repeat(51)}`, '../../etc', '<script>']) {
      expect((await test.ask('showSetupPage', { query: { link } })).status).toBe(410);
      expect((await test.ask('submitSetupPage', { form: form(link) })).status).toBe(410);
    }
  });
});

describe('accounts', () => {
  it('get their password by an invitation that works once, and an administrator never knows it', async () => {
    const made = await admin.ask('createUser', {
      body: { name: 'grace', email: 'grace@example.test', roles: ['operator'] },
    });
    expect(made.body.user).toMatchObject({ login: 'none', roles: ['operator'], display_name: 'grace' });
    const link = secretOf(made.body.invitation.url);
    expect((await test.ask('logIn', { body: { name: 'grace', password: '' } })).code).toBe('http.invalid');
    expect((await test.ask('logIn', { body: { name: 'grace', password: 'x' } })).code).toBe('identity.bad_credentials');
    const password = 'mushroom teapot gravel lantern';
    const taken = await test.browser().ask('submitSetupPage', { form: { link, password, again: password } });
    expect(taken.status).toBe(303);
    expect((await test.browser().ask('submitSetupPage', { form: { link, password, again: password } })).status).toBe(
      410,
    );
    // A later link is for a forgotten password; an earlier one ends with it.
    const first = await admin.ask('inviteUser', { params: { id: made.body.user.id } });
    const second = await admin.ask('inviteUser', { params: { id: made.body.user.id } });
    expect((await test.ask('showSetupPage', { query: { link: secretOf(first.body.url) } })).status).toBe(410);
    expect((await test.ask('showSetupPage', { query: { link: secretOf(second.body.url) } })).body).toContain(
      'Choose a password',
    );
  });

  it('have unique names, whatever the case', async () => {
    expect((await admin.ask('createUser', { body: { name: 'GRACE' } })).code).toBe('identity.name_taken');
    expect((await admin.ask('createUser', { body: { name: 'ｇｒａｃｅ' } })).code).toBe('identity.name_taken');
  });

  it('are listed in pages, by name and by age, each once', async () => {
    for (let at = 0; at < 9; at += 1)
      await admin.ask('createUser', { body: { name: `member${at}`, roles: ['viewer'] } });
    for (const sort of ['name', '-name', 'created_at', '-created_at']) {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await admin.ask('listUsers', {
          query: { limit: 4, sort, ...(cursor === null ? {} : { cursor }) },
        });
        seen.push(...page.body.items.map(({ name }: { name: string }) => name));
        cursor = page.body.next_cursor;
      } while (cursor !== null);
      expect(seen).toHaveLength(11);
      expect(new Set(seen).size).toBe(11);
      if (sort === 'name') expect(seen.slice(-9)).toEqual(Array.from({ length: 9 }, (_, at) => `member${at}`));
    }
    expect(
      (await admin.ask('listUsers', { query: { q: 'MEMBER', role: 'viewer', disabled: 'false' } })).body.items,
    ).toHaveLength(9);
    expect((await admin.ask('listUsers', { query: { q: '%' } })).body.items).toHaveLength(0);
    expect((await admin.ask('listUsers', { query: { q: '\u0000' } })).body.items).toHaveLength(0);
    const foreign = Buffer.from(JSON.stringify([1, 'name', 'x', 'not an id'])).toString('base64url');
    expect((await admin.ask('listUsers', { query: { sort: 'name', cursor: foreign } })).code).toBe('http.bad_cursor');
    for (const time of ['x', '+275760-09-13T00:00:00.000Z', '']) {
      const far = Buffer.from(JSON.stringify([1, 'created_at', time, admin.userId])).toString('base64url');
      expect((await admin.ask('listUsers', { query: { sort: 'created_at', cursor: far } })).code).toBe(
        'http.bad_cursor',
      );
    }
  });

  it('are changed on the version that was read', async () => {
    const { body } = await admin.ask('createUser', { body: { name: 'versioned' } });
    const params = { id: body.user.id };
    const first = await admin.ask('updateUser', {
      params,
      body: { display_name: 'One' },
      headers: { 'if-match': '"1"' },
    });
    expect(first.headers['etag']).toBe('"2"');
    const second = await admin.ask('updateUser', {
      params,
      body: { display_name: 'Two' },
      headers: { 'if-match': '"1"' },
    });
    expect(second).toMatchObject({ status: 412, code: 'http.version_mismatch' });
    expect((await admin.ask('updateUser', { params, body: {}, headers: { 'if-match': 'x' } })).status).toBe(400);
    expect((await admin.ask('getUser', { params })).body).toMatchObject({ display_name: 'One', version: 2 });
  });

  it('are for administrators only', async () => {
    const person = await test.person(admin, 'curious', ['operator', 'reviewer']);
    for (const id of ['listUsers', 'listRoles', 'listAllTokens']) expect((await person.ask(id)).status).toBe(403);
    expect((await person.ask('updateUser', { params: { id: person.userId }, body: { roles: ['admin'] } })).status).toBe(
      403,
    );
    expect((await test.ask('listUsers')).status).toBe(401);
  });
});

describe('roles', () => {
  it('are never given to the own account, also not through a token', async () => {
    const second = await test.person(admin, 'second-admin', ['admin']);
    const own = { params: { id: second.userId }, body: { roles: ['admin', 'reviewer'] } };
    expect((await second.ask('updateUser', own)).code).toBe('identity.own_roles');
    const { secret } = (await second.ask('createToken', { body: { name: 't', scopes: ['admin'] } })).body;
    expect((await test.ask('updateUser', { ...own, authorization: `Bearer ${secret}` })).code).toBe(
      'identity.own_roles',
    );
    expect((await admin.ask('updateUser', own)).body.roles).toEqual(['admin', 'reviewer']);
    // A change of roles ends the sessions that had the old ones.
    expect((await second.ask('whoAmI')).status).toBe(401);
  });

  it('leave at least one administrator who can log in, also when two leave at once', async () => {
    const people = (await admin.ask('listUsers', { query: { role: 'admin' } })).body.items as {
      id: string;
      name: string;
    }[];
    expect(people).toHaveLength(2);
    // An invited administrator without a password does not count.
    await admin.ask('createUser', { body: { name: 'only-invited', roles: ['admin'] } });
    const drop = people.map(({ id }) => admin.ask('updateUser', { params: { id }, body: { roles: ['viewer'] } }));
    const outcomes = await Promise.all(drop);
    expect(outcomes.map(({ code }) => code ?? 'ok').sort()).toEqual(['identity.last_admin', 'ok']);
    const last = people[outcomes.findIndex(({ code }) => code === 'identity.last_admin')];
    const { name } = await test.database.kysely
      .selectFrom('users')
      .select('name')
      .orderBy('created_at')
      .executeTakeFirstOrThrow();
    const browser = test.browser();
    if (last?.name === name) {
      await browser.ask('logIn', { body: { name, password: testPassword } });
    } else {
      await browser.ask('logIn', { body: { name: 'second-admin', password: 'second-admin likes granite otters' } });
    }
    const params = { id: last?.id ?? '' };
    expect((await browser.ask('updateUser', { params, body: { disabled: true } })).code).toBe('identity.last_admin');
    expect((await browser.ask('whoAmI')).body.roles).toContain('admin');
  });
});
