import { memoryFiles } from '@maximus/inventory/testing';
import { expect, it } from 'vitest';
import { packageManagers } from '../package-managers/registry.ts';
import type { FileChange } from '../resolver/types.ts';
import { npmProject } from '../testing/npm-project.ts';
import { planProject } from '../testing/plan-project.ts';
import { checkPlan } from './check-plan.ts';
import { lockHosts } from './contents.ts';
import type { CheckedPlan } from './types.ts';

const npm = packageManagers.get('npm');
const address = 'https://registry.example.test/';
const universe = { 'bad@1.0.0': {}, 'bad@1.0.1': {}, 'other@1.0.0': {} };
const manifests = { '': { name: 'app', version: '1.0.0', dependencies: { bad: '1.0.0', other: '1.0.0' } } };
const files = await npmProject({ manifests, universe, locked: {}, address });
const flaws = [{ id: 'T-1', name: 'bad', fixed: '1.0.1' }];
const [remedy] = await planProject({ files, universe, flaws, address });
const changes = remedy?.change?.files ?? [];

function check(more: readonly FileChange[] = changes, project = files, special?: CheckedPlan['special']) {
  if (npm === undefined) throw new RangeError('no npm');
  return checkPlan({
    project: memoryFiles(project),
    manager: npm,
    lockFile: 'package-lock.json',
    changes: more,
    ...(special === undefined ? {} : { special }),
  });
}

const lockWith = (edit: (text: string) => string) =>
  changes.map((each) => (each.kind === 'lock' ? { ...each, after: edit(each.after) } : each));

it('lets a plan of a manifest and its lock file pass, with every check run', async () => {
  expect(changes.map(({ file }) => file)).toEqual(['package.json', 'package-lock.json']);
  expect(await check()).toEqual({
    passed: true,
    checks_run: [
      'well-formed',
      'allowed-paths',
      'plain-files',
      'syntax',
      'applies-cleanly',
      'lock-integrity',
      'lock-hosts',
    ],
    failures: [],
    warnings: [],
  });
});

it.each([
  ['nothing changes', changes.map((each) => ({ ...each, after: each.before })), 'well-formed', 'Nothing'],
  ['a file twice', [...changes, ...changes], 'well-formed', 'twice'],
  ['a file outside', [{ ...changes[0], file: '../package.json' }], 'allowed-paths', 'outside'],
  ['a pipeline', [{ ...changes[0], file: '.github/package.json' }], 'allowed-paths', 'no file that a plan may touch'],
  ['a credential', [{ ...changes[0], file: 'a/.npmrc' }], 'allowed-paths', 'no file that a plan may touch'],
  ['code', [{ ...changes[0], file: 'index.js' }], 'allowed-paths', 'neither'],
  ['bytes', [{ ...changes[0], after: '{}\0' }], 'plain-files', 'not be text'],
  ['a broken manifest', [{ ...changes[0], after: '{' }], 'syntax', 'could not be read'],
  ['a broken lock file', lockWith(() => '{}'), 'syntax', 'no lock file'],
  ['another base', changes.map((each) => ({ ...each, before: `${each.before} ` })), 'applies-cleanly', 'not what'],
  [
    'a new digest',
    lockWith((text) => text.replace(/(other-1[\s\S]*?integrity": ")sha512-.{8}/, '$1sha512-AAAAAAAA')),
    'lock-integrity',
    'other@1.0.0 would have another digest',
  ],
  [
    'no digest',
    lockWith((text) => text.replace(/(bad-1.0.1[\s\S]*?),\s*"integrity": "[^"]+"/, '$1')),
    'lock-integrity',
    'bad@1.0.1 would have no digest',
  ],
  [
    'another host',
    lockWith((text) => text.replace('https://registry.example.test/bad', 'https://evil.example.test/bad')),
    'lock-hosts',
    'evil.example.test',
  ],
] as const)('stops at %s', async (_name, wrong, id, words) => {
  const verdict = await check(wrong as unknown as readonly FileChange[]);
  expect(verdict.passed).toBe(false);
  expect(verdict.checks_run.at(-1)).toBe(id);
  expect(verdict.failures.join()).toContain(words);
});

it('touches no link', async () => {
  expect((await check(changes, files, new Set(['package.json']))).checks_run.at(-1)).toBe('plain-files');
});

it('takes people who would like a donation, and words about versions, for no host of packages', async () => {
  const funding = lockWith((text) =>
    text.replace(
      '"version": "1.0.1"',
      '"version": "1.0.1", "funding": [{ "type": "x", "url": "https://gifts.example.test/x" }]',
    ),
  );
  expect((await check(funding)).failures).toEqual([]);
  const pnpm = packageManagers.get('pnpm');
  if (pnpm === undefined) throw new RangeError('no pnpm');
  const before =
    "lockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n    resolution: {tarball: https://registry.example.test/a.tgz}\n";
  const after = `${before}    deprecated: |-\n      see https://help.example.test/a\n      or not\n  b@1.0.0:\n    deprecated: see https://more.example.test/b\n`;
  const change: FileChange = { file: 'pnpm-lock.yaml', kind: 'lock', before, after };
  const verdictOf = (text: string) =>
    lockHosts.run({
      project: memoryFiles({ 'pnpm-lock.yaml': before }),
      manager: pnpm,
      lockFile: 'pnpm-lock.yaml',
      changes: [{ ...change, after: text }],
    });
  expect(await verdictOf(after)).toEqual({});
  expect(await verdictOf(`${after}    resolution: {tarball: https://evil.example.test/b.tgz}\n`)).toEqual({
    failure: 'The lock file would name other hosts: evil.example.test.',
  });
});

it('lets a copy stay without a digest where another copy of the version has one', async () => {
  const copy = (text: string) =>
    text.replace('"packages": {', '"packages": {\n    "node_modules/bad/node_modules/other": { "version": "1.0.0" },');
  const both = changes.map((each) =>
    each.kind === 'lock' ? { ...each, before: copy(each.before), after: copy(each.after) } : each,
  );
  const lock = both.find(({ kind }) => kind === 'lock');
  expect((await check(both, { ...files, 'package-lock.json': lock?.before ?? '' })).failures).toEqual([]);
});

it('lets a lock file name the registry that this machine is set to, and says so', async () => {
  const mirrored = lockWith((text) =>
    text.replace('https://registry.example.test/bad', 'http://mirror.example.test:8080/bad'),
  );
  if (npm === undefined) throw new RangeError('no npm');
  const about = { project: memoryFiles(files), manager: npm, lockFile: 'package-lock.json', changes: mirrored };
  const verdict = await checkPlan({ ...about, registries: ['http://mirror.example.test:8080/', 'no address'] });
  expect(verdict).toMatchObject({ passed: true, warnings: [expect.stringContaining('mirror.example.test:8080')] });
  expect((await checkPlan({ ...about, registries: ['http://mirror.example.test/'] })).passed).toBe(false);
});

it('lets a digest be of a stronger algorithm than before, and says so; never of a weaker one', async () => {
  const weak = (text: string) =>
    text.replace(/(other-1[\s\S]*?integrity": ")[^"]+/, '$1sha1-u5NdSFgsuhaMBoNJV6VKPgcSTxE=');
  const old = changes.map((each) => (each.kind === 'lock' ? { ...each, before: weak(each.before) } : each));
  const lock = old.find(({ kind }) => kind === 'lock');
  expect(await check(old, { ...files, 'package-lock.json': lock?.before ?? '' })).toMatchObject({
    failures: [],
    warnings: ['Digests of a stronger algorithm than before: other@1.0.0.'],
  });
  expect((await check(lockWith(weak))).failures).toEqual(['other@1.0.0 would have another digest.']);
});
