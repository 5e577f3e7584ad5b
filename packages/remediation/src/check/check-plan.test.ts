import { memoryFiles } from '@maximus/inventory/testing';
import { expect, it } from 'vitest';
import { packageManagers } from '../package-managers/registry.ts';
import type { FileChange } from '../resolver/types.ts';
import { npmProject } from '../testing/npm-project.ts';
import { planProject } from '../testing/plan-project.ts';
import { checkPlan } from './check-plan.ts';
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
