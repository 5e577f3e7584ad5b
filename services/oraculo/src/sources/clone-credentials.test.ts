import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwrap } from '@maximus/kernel';
import { afterAll, describe, expect, test } from 'vitest';
import type { CloneAddress } from './clone-address.ts';
import { CloneCredentials, credentialsFrom } from './clone-credentials.ts';
import { cloneEnvironment } from './clone-environment.ts';

const dir = mkdtempSync(join(tmpdir(), 'maximus-credentials-'));
const tokenFile = join(dir, 'token');
writeFileSync(tokenFile, 's3cret\nand a remark\n');
writeFileSync(join(dir, 'empty'), '\n');
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const find = credentialsFrom(
  CloneCredentials.parse({
    forge: { host: 'git.example.test', token_file: tokenFile },
    key: { host: 'git.example.test', ssh_key_file: `${dir}/a key'`, known_hosts_file: `${dir}/hosts` },
    none: { host: 'git.example.test' },
    half: { host: 'git.example.test', ssh_key_file: '/k' },
    gone: { host: 'git.example.test', token_file: join(dir, 'gone') },
    empty: { host: 'git.example.test', token_file: join(dir, 'empty') },
  }),
);
const of = async (name: string) => unwrap((await find(name)) ?? { ok: false, error: new Error(name) as never });
const address = (scheme: string, host = 'git.example.test', pinned?: string): CloneAddress => ({
  url: `${scheme}://${host}/x.git`,
  scheme,
  host,
  pinned,
});

describe('credentials of a clone', () => {
  test('are read from their file each time', async () => {
    expect(await of('forge')).toEqual({ host: 'git.example.test', username: 'git', password: 's3cret' });
    writeFileSync(tokenFile, 'renewed');
    expect(await of('forge')).toMatchObject({ password: 'renewed' });
    writeFileSync(tokenFile, 's3cret');
    expect(await find('unknown')).toBeUndefined();
    expect(await find('__proto__')).toBeUndefined();
  });

  test.each([
    ['none', 'neither token_file nor ssh_key_file'],
    ['half', 'set together'],
    ['gone', 'ENOENT'],
    ['empty', 'is empty'],
  ])('%s: what is set wrongly is named', async (name, words) => {
    const found = await find(name);
    expect(found?.ok === false ? found.error.message : '').toContain(`source.credentials.${name}`);
    expect(found?.ok === false ? found.error.message : '').toContain(words);
  });

  test('are sent over https to their own host, in no argument', async () => {
    const variables = unwrap(cloneEnvironment(address('https'), await of('forge'), dir));
    const header = `Authorization: Basic ${Buffer.from('git:s3cret').toString('base64')}`;
    expect(Object.values(variables)).toContain(header);
    expect(variables['GIT_SSH_COMMAND']).toBe('false');
  });

  test.each([
    ['forge', address('https', 'evil.example.test'), 'is not given to evil.example.test'],
    ['forge', address('https', 'git.example.test:8443'), 'is not given to git.example.test:8443'],
    ['forge', address('http'), 'over http'],
    ['forge', { ...address('file'), host: undefined }, 'a folder'],
    ['forge', address('ssh'), 'ssh_key_file'],
    ['key', address('https'), 'token_file'],
  ])('%s is refused for another host, or on another way (%#)', async (name, to, words) => {
    const made = cloneEnvironment(to, await of(name), dir);
    expect(made.ok ? '' : made.error.code).toBe('oraculo.source_refused');
    expect(made.ok ? '' : made.error.message).toContain(words);
  });

  test('an ssh clone without any is refused, since the keys of the server are not for projects', () => {
    const made = cloneEnvironment(address('ssh'), undefined, dir);
    expect(made.ok ? '' : made.error.message).toContain('source.credentials');
  });

  test.skipIf(!existsSync('/usr/bin/ssh'))(
    'ssh takes one key, known hosts alone, and the address checked',
    async () => {
      const to = address('ssh', 'git.example.test:2222', '203.0.113.9');
      const credentials = { ...(await of('key')), host: 'git.example.test:2222' };
      const command = unwrap(cloneEnvironment(to, credentials, dir))['GIT_SSH_COMMAND'] ?? '';
      const said = execFileSync('/bin/sh', ['-c', `${command} -G git.example.test`], { encoding: 'utf8' });
      for (const line of [
        'hostname 203.0.113.9',
        'hostkeyalias [git.example.test]:2222',
        'stricthostkeychecking true',
        'batchmode yes',
        'identitiesonly yes',
        `identityfile ${dir}/a key'`,
      ])
        expect(said.split('\n')).toContain(line);
      expect(said).toContain(`userknownhostsfile ${dir}/hosts`);
    },
  );
});
