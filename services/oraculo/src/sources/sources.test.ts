import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwrap } from '@maximus/kernel';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkCloneAddress } from './clone-address.ts';
import { readGitHead } from './git-head.ts';
import { readPosted } from './posted-inventory.ts';
import { gitSource } from './take-git.ts';
import { allowedFolder } from './take-path.ts';
import { takeSbom } from './take-upload.ts';

const dir = realpathSync(mkdtempSync(join(tmpdir(), 'maximus-sources-')));
const repository = join(dir, 'repository');
const tools = { credentials: async () => undefined, signal: new AbortController().signal, tool: 'test' };
const limits = {
  schemes: ['file', 'https'],
  allowPrivate: false,
  maxBytes: 10_000_000,
  timeoutMs: 30_000,
  maxMs: 30_000,
};
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.test', '-c', 'commit.gpgsign=false', ...args], {
    cwd: repository,
    encoding: 'utf8',
  });

beforeAll(() => {
  mkdirSync(repository);
  git('init', '--quiet', '--initial-branch=main');
  const packages = {
    '': { name: 'p', dependencies: { lodash: '^4.17.0' } },
    'node_modules/lodash': { version: '4.17.20' },
  };
  writeFileSync(join(repository, 'package-lock.json'), JSON.stringify({ name: 'p', lockfileVersion: 3, packages }));
  git('add', '.');
  git('commit', '--quiet', '-m', 'one');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('a clone address', () => {
  const rules = { schemes: ['https', 'ssh'], allowPrivate: false };
  test.each([
    ['file:///etc', 'schemes'],
    ['http://example.test/x.git', 'schemes'],
    ['ext::sh -c id', 'schemes'],
    ['--upload-pack=touch /tmp/x', 'dash'],
    ['https://user:secret@example.test/x.git', 'credentials'],
    ['https://127.0.0.1/x.git', 'private'],
    ['https://10.1.2.3/x.git', 'private'],
    ['https://169.254.169.254/latest', 'private'],
    ['https://[::1]/x.git', 'private'],
    ['https://[fd00::1]/x.git', 'private'],
    ['https://[::ffff:127.0.0.1]/x.git', 'private'],
    ['https://[::127.0.0.1]/x.git', 'private'],
    ['https://[64:ff9b::10.0.0.1]/x.git', 'private'],
    ['https://[2001:0:a00:1::]/x.git', 'private'],
    ['https://[2002:a00:1::]/x.git', 'private'],
    ['https://[fec0::1]/x.git', 'private'],
    ['https://192.88.99.1/x.git', 'private'],
    ['https://localhost/x.git', 'private'],
    ['https://2130706433/x.git', 'private'],
    ['not a url', 'URL'],
  ])('%s is refused', async (location, word) => {
    const checked = await checkCloneAddress(location, rules);
    expect(checked.ok ? '' : checked.error.code).toBe('oraculo.source_refused');
    expect(checked.ok ? '' : checked.error.message).toContain(word);
  });

  test.each(['https://8.8.8.8/x.git', 'https://[2606:4700::1111]/x.git'])(
    '%s, a public one, is taken',
    async (location) => {
      expect(unwrap(await checkCloneAddress(location, rules)).url).toBe(location);
    },
  );

  test('never carries its password into the message', async () => {
    const checked = await checkCloneAddress('https://user:s3cret@example.test/x.git', rules);
    expect(checked.ok ? '' : checked.error.message).not.toContain('s3cret');
  });

  test('is allowed where the settings allow it', async () => {
    const open = { schemes: ['https', 'file'], allowPrivate: true };
    expect(unwrap(await checkCloneAddress('https://127.0.0.1:8443/x.git', open)).url).toBe(
      'https://127.0.0.1:8443/x.git',
    );
    expect(unwrap(await checkCloneAddress('file:///srv/x.git', open)).scheme).toBe('file');
  });
});

describe('a git source', () => {
  test('is cloned, read with its commit, and removed', async () => {
    const taken = unwrap(await gitSource(limits)({ kind: 'git', location: `file://${repository}` }, tools));
    expect(taken.parsed[0]?.components.map(({ purl }) => purl)).toEqual(['pkg:npm/lodash@4.17.20']);
    expect(taken.commit).toBe(git('rev-parse', 'HEAD').trim());
    expect(taken.ref).toBe('main');
  });

  test('runs no hook and follows no subdirectory out of itself', async () => {
    const escaping = { kind: 'git', location: `file://${repository}`, subdirectory: '../../..' } as const;
    const taken = await gitSource(limits)(escaping, tools);
    expect(taken.ok ? '' : taken.error.code).toBe('oraculo.source_refused');
  });

  test('over its size, behind its time, or with a ref that is not there, it fails with the reason', async () => {
    const source = { kind: 'git', location: `file://${repository}` } as const;
    const large = await gitSource({ ...limits, maxBytes: 10 })(source, tools);
    expect(large.ok ? '' : large.error.code).toBe('oraculo.source_too_large');
    const missing = await gitSource(limits)({ ...source, ref: 'nowhere' }, tools);
    expect(missing.ok ? '' : missing.error.code).toBe('oraculo.clone_failed');
    const secret = await gitSource(limits)({ ...source, credential: 'unknown' }, tools);
    expect(secret.ok ? '' : secret.error.message).toContain('nothing named "unknown"');
  });
});

describe('a path source', () => {
  test('lies below an allowed root, also through links', async () => {
    const source = (location: string) => ({ kind: 'path', location }) as const;
    expect(unwrap(await allowedFolder(source(repository), [dir]))).toBe(repository);
    symlinkSync('/etc', join(dir, 'link'));
    for (const [location, roots] of [
      [join(dir, 'link'), [dir]],
      ['/etc', [dir]],
      [join(dir, 'repository/../..'), [dir]],
      [repository, []],
      ['relative', [dir]],
    ] as const) {
      const checked = await allowedFolder(source(location), roots);
      expect(checked.ok ? '' : checked.error.code).toBe('oraculo.source_refused');
    }
  });

  test('commit and branch are read without running git', async () => {
    expect(await readGitHead(repository)).toEqual({ commit: git('rev-parse', 'HEAD').trim(), ref: 'main' });
    git('pack-refs', '--all');
    expect((await readGitHead(repository))?.commit).toBe(git('rev-parse', 'HEAD').trim());
    expect(await readGitHead(tmpdir())).toBeUndefined();
  });
});

describe('an upload', () => {
  test('is read whatever it is called, and a bad one names its fault', async () => {
    const bom = { bomFormat: 'CycloneDX', specVersion: '1.5', components: [] };
    expect((await takeSbom(Buffer.from(JSON.stringify(bom)), { tool: 't' })).ok).toBe(true);
    for (const text of ['', 'hello', '{"bomFormat":"CycloneDX"', '<html></html>']) {
      const taken = await takeSbom(Buffer.from(text), { tool: 't' });
      expect(taken.ok ? '' : taken.error.code).toBe('oraculo.sbom_invalid');
    }
  });

  test('of an inventory is judged by what its files say of themselves', () => {
    const file = { path: 'p.lock', format: 'x', status: 'failed', roots: [], components: [], problems: [] };
    const posted = {
      schema: 'maximus.inventory/1',
      tool: { name: 'maximus', version: '1' },
      files: [file],
      problems: [],
    };
    expect(unwrap(readPosted(Buffer.from(JSON.stringify(posted))))).toMatchObject({ status: 'failed' });
    const unknown = readPosted(Buffer.from(JSON.stringify({ ...posted, extra: 1 })));
    expect(unknown.ok ? '' : unknown.error.code).toBe('oraculo.inventory_invalid');
    expect(readPosted(Buffer.from('{')).ok).toBe(false);
    const unstorable = readPosted(Buffer.from(JSON.stringify({ ...posted, files: [{ ...file, path: 'p\0' }] })));
    expect(unstorable.ok ? '' : unstorable.error.message).toContain('files.0.path: holds a NUL');
  });
});
