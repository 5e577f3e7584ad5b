import { unwrap } from '@maximus/kernel';
import { expect, test } from 'vitest';
import { memoryFiles } from '../testing/memory-files.ts';
import type { ParsedFile } from '../types.ts';
import { cargoLock } from './index.ts';
import { firstVersionLock, memberManifest, workspaceLock, workspaceManifest } from './samples.ts';

async function read(tree: Record<string, string>, path = 'Cargo.lock'): Promise<ParsedFile> {
  return unwrap(await cargoLock.parse({ path, text: tree[path] ?? '', files: memoryFiles(tree) }));
}

const entry = (name: string, rest = '', version = '1.0.0') =>
  `[[package]]\nname = "${name}"\nversion = "${version}"\n${rest}\n`;
const registry = 'source = "registry+https://registry.example.test/crates.io-index"';
const component = (parsed: ParsedFile, key: string) => parsed.components.find((each) => each.key === key);
const workspace = {
  'Cargo.lock': workspaceLock,
  'Cargo.toml': workspaceManifest,
  'crates/member/Cargo.toml': memberManifest,
};

test('packages of the tree are no components and what they depend on is direct', async () => {
  const parsed = await read(workspace);
  expect(parsed.components.map(({ key }) => key)).toEqual([
    'forked 1.0.0',
    'log 0.3.9',
    'log 0.4.20',
    'private 2.0.0',
    'tester 3.0.0',
  ]);
  expect([...parsed.roots].sort()).toEqual(parsed.components.map(({ key }) => key));
  expect(parsed.problems).toEqual([]);
});

test('scopes and requests come from the manifests of workspace and members', async () => {
  const parsed = await read(workspace);
  expect(component(parsed, 'log 0.4.20')).toMatchObject({ scope: 'prod', requested: '0.4', line: 29 });
  expect(component(parsed, 'log 0.3.9')).toMatchObject({ scope: 'prod', requested: '^0.3' });
  expect(component(parsed, 'tester 3.0.0')).toMatchObject({ scope: 'dev', requested: '3' });
  expect(component(parsed, 'private 2.0.0')).toMatchObject({ scope: 'optional', requested: '2' });
  expect(component(parsed, 'forked 1.0.0')).toMatchObject({ scope: 'prod' });
  expect(component(parsed, 'log 0.3.9')?.dependsOn).toEqual([{ to: 'log 0.4.20' }]);
});

test('a crate from git or from another registry says so in its purl, without secrets', async () => {
  const parsed = await read(workspace);
  const purl = (key: string) => component(parsed, key)?.purl;
  expect(purl('log 0.4.20')).toBe('pkg:cargo/log@0.4.20');
  expect(purl('private 2.0.0')).toBe(
    'pkg:cargo/private@2.0.0?repository_url=https:%2F%2Fcrates.example.test%2Findex%2F',
  );
  expect(JSON.stringify(parsed)).not.toContain('secret');
  expect(purl('forked 1.0.0')).toContain('vcs_url=git%2Bhttps:%2F%2Fgit.example.test%2Fforked.git%400123');
});

test('without manifests the scope is unknown, directness is not', async () => {
  const parsed = await read({ 'Cargo.lock': workspaceLock });
  expect(parsed.components.every(({ scope, direct }) => scope === 'unknown' && direct)).toBe(true);
  expect(parsed.problems).toEqual([]);
});

test('version 1 keeps checksums in a table of their own', async () => {
  const parsed = await read({ 'Cargo.lock': firstVersionLock });
  expect(parsed.components).toMatchObject([
    { key: 'libc 0.2.60', direct: true, line: 8, integrity: expect.stringMatching(/^d44e8/) },
  ]);
});

test('the root table of the oldest locks is the root package', async () => {
  const lock = `${entry('libc', registry)}[root]\nname = "app"\nversion = "0.1.0"\ndependencies = ["libc 1.0.0"]\n`;
  expect((await read({ 'Cargo.lock': lock })).roots).toEqual(['libc 1.0.0']);
});

test('one crate at one version from two sources is two components', async () => {
  const git = 'source = "git+https://git.example.test/a.git#abc"';
  const lock = [
    entry('a', registry),
    entry('a', git),
    entry('app', 'dependencies = ["a 1.0.0 (git+https://git.example.test/a.git)"]'),
  ].join('');
  const parsed = await read({ 'Cargo.lock': lock });
  expect(parsed.components).toHaveLength(2);
  expect(parsed.roots).toEqual(['a 1.0.0 (git+https://git.example.test/a.git#abc)']);
});

test('two versions of one crate in one manifest are told apart by what each request allows', async () => {
  const parsed = await read({
    'Cargo.lock': [
      entry('a', registry, '0.3.1'),
      entry('a', registry, '1.4.0'),
      entry('app', 'dependencies = ["a 0.3.1", "a 1.4.0"]'),
    ].join(''),
    'Cargo.toml':
      '[package]\nname = "app"\n[dependencies]\na = "1.2"\n[dev-dependencies]\na03 = { package = "a", version = "0.3" }\n',
  });
  expect(component(parsed, 'a 0.3.1')).toMatchObject({ scope: 'dev', requested: '0.3' });
  expect(component(parsed, 'a 1.4.0')).toMatchObject({ scope: 'prod', requested: '1.2' });
});

test('a patched crate stays a component and names the rule; an unused rule names nothing', async () => {
  const parsed = await read({
    'Cargo.lock': [
      entry('a', 'dependencies = ["b"]'),
      entry('b', registry),
      entry('c', registry),
      entry('d', `${registry}\nreplace = "d 1.0.0 (git+https://git.example.test/d)"`),
      entry('app', 'dependencies = ["a", "c", "d"]'),
    ].join(''),
    'Cargo.toml':
      '[package]\nname = "app"\n[dependencies]\na = "1"\nc = "1"\n[patch.crates-io]\na = { path = "vendor/a" }\nc = { git = "https://git.example.test/c" }\nbad = 1\n[patch]\nworse = 1\n',
  });
  expect(component(parsed, 'a 1.0.0')).toMatchObject({ override: 'patch.crates-io a', direct: true });
  expect(component(parsed, 'b 1.0.0')).toMatchObject({ direct: false, scope: 'prod' });
  expect(component(parsed, 'c 1.0.0')?.override).toBeUndefined();
  expect(component(parsed, 'd 1.0.0')?.override).toContain('replace =>');
});

test('path dependencies inside the tree and nested member globs are followed', async () => {
  const parsed = await read(
    {
      'x/Cargo.lock': [
        entry('tool', registry),
        entry('deep', 'dependencies = ["tool"]'),
        entry('out', 'dependencies = ["tool"]'),
      ].join(''),
      'x/Cargo.toml': '[workspace]\nmembers = ["**/crates/d?ep", "gone", "../../out"]\nexclude = ["crates/skip"]\n',
      'x/a/crates/deep/Cargo.toml':
        '[package]\nname = "deep"\n[build-dependencies]\ntool = "1"\nout = { path = "../../../../out" }\n',
      'out/Cargo.toml': '[package]\nname = "out"\n[dev-dependencies]\ntool = "1"\n',
    },
    'x/Cargo.lock',
  );
  expect(component(parsed, 'tool 1.0.0')).toMatchObject({ scope: 'dev', requested: '1' });
});

test('a manifest that does not parse is a problem, the lock still counts', async () => {
  const parsed = await read({ 'Cargo.lock': workspaceLock, 'Cargo.toml': '[package\n' });
  expect(parsed.components).toHaveLength(5);
  expect(parsed.problems[0]?.error).toMatchObject({ details: { file: 'Cargo.toml', line: 1 } });
});

test('entries and edges that cannot be used are problems with their line', async () => {
  const lock = [
    entry('a', `${registry}\ndependencies = ["gone", 7, "b 9.9.9"]`),
    '[[package]]\nname = "x"\n',
    entry('a', registry),
    entry('__proto__', registry),
  ].join('');
  const parsed = await read({ 'Cargo.lock': lock });
  expect(parsed.components.map(({ name }) => name)).toEqual(['a', '__proto__']);
  expect(parsed.problems.map(({ error }) => error.details.line)).toEqual([6, 1, 1, 8]);
});

test('two versions with one checksum are an inconsistent lock', async () => {
  const sum = `${registry}\nchecksum = "abc"`;
  const parsed = await read({ 'Cargo.lock': entry('a', sum) + entry('a', sum, '2.0.0') });
  expect(parsed.problems[0]?.error.code).toBe('inventory.integrity_conflict');
});

test('a newer lock version is read and reported', async () => {
  const parsed = await read({ 'Cargo.lock': `version = 9\n${entry('a', registry)}` });
  expect(parsed.components).toHaveLength(1);
  expect(parsed.problems[0]?.error.code).toBe('inventory.unsupported_version');
});

test('a file that is not a lock fails with its line', async () => {
  const code = async (text: string) => {
    const result = await cargoLock.parse({ path: 'Cargo.lock', text, files: memoryFiles({}) });
    return result.ok ? undefined : { code: result.error.code, line: result.error.details.line };
  };
  expect(await code('[[package]]\nname = "a')).toEqual({ code: 'inventory.malformed', line: 2 });
  expect(await code('package = 1\n')).toEqual({ code: 'inventory.malformed', line: 1 });
});

test('each crate that a manifest asks for and that is not locked is a problem', async () => {
  const manifest = `[package]
name = "app"
[workspace]
members = ["sub"]
[workspace.dependencies]
inherited = { package = "real-inherited", version = "1" }
[dependencies]
time = "0.1"
held = "1"
alias = { package = "real-alias", version = "1" }
maybe = { version = "1", optional = true }
beside = { path = "beside" }
[dev-dependencies]
app = { path = "." }
tester = "1"
[build-dependencies]
builder = "1"
[target.'cfg(windows)'.dependencies]
windows-only = "1"
`;
  const { problems } = await read({
    'Cargo.lock': `version = 4\n${entry('app')}${entry('held', registry)}${entry('beside')}${entry('sub')}`,
    'Cargo.toml': manifest,
    'sub/Cargo.toml': '[package]\nname = "sub"\n[dependencies]\ninherited.workspace = true\nelse.workspace = true\n',
    'beside/Cargo.toml':
      '[package]\nname = "beside"\n[dependencies]\nneeded = "1"\nidle = { version = "1", optional = true }\n[dev-dependencies]\nonly-there = "1"\n',
  });
  expect(problems.map(({ error }) => [error.code, error.message])).toEqual(
    [
      ['time', 'app'],
      ['real-alias', 'app'],
      ['maybe', 'app'],
      ['builder', 'app'],
      ['tester', 'app'],
      ['windows-only', 'app'],
      ['real-inherited', 'sub'],
      ['needed', 'beside'],
    ].map(([crate, owner]) => [
      'inventory.lock_outdated',
      `"${crate}" is asked for by the Cargo.toml of "${owner}", but not in the lock file`,
    ]),
  );
});
