import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBubblewrapSandbox, probeSandbox, type SandboxLimits } from '@maximus/arena';
import { workFolder } from '@maximus/arena/testing';
import { memoryFiles } from '@maximus/inventory/testing';
import { describe, expect, it } from 'vitest';
import type { PlannedRemedy } from '../../plan/plan-remedies.ts';
import { loopbackRegistry } from '../../testing/loopback-registry.ts';
import { npmProject } from '../../testing/npm-project.ts';
import { npmScenarios } from '../../testing/npm-scenarios.data.ts';
import type { NpmUniverse, VersionParts } from '../../testing/npm-universe.ts';
import { planProject } from '../../testing/plan-project.ts';
import { packageManagers } from '../registry.ts';
import { type WrittenLock, writeLock } from '../write-lock.ts';

const support = await probeSandbox(process.env);
const hasNpm = existsSync('/usr/bin/npm');
const version = hasNpm
  ? execFileSync('/usr/bin/npm', ['-v'], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } }).trim()
  : '';
const sandbox = createBubblewrapSandbox({ level: 'process', isRoot: process.getuid?.() === 0 });
const limits: SandboxLimits = {
  timeoutMs: 120_000,
  memoryBytes: 1 << 30,
  processes: 128,
  diskBytes: 256 << 20,
  outputBytes: 4 << 20,
  keptOutputBytes: 64 << 10,
};

function write(remedy: PlannedRemedy, files: Readonly<Record<string, string>>, address: string): Promise<WrittenLock> {
  return writeLock({
    remedy,
    project: memoryFiles(files),
    sandbox,
    tools: new Map([['npm', [{ version, argv: ['npm'], mounts: [] }]]]),
    access: { defaultRegistry: address, credentials: new Map() },
    scratchFolder: tmpdir(),
    limits,
  });
}

describe.skipIf(!support.bubblewrap || !hasNpm)('npm itself, shut in', () => {
  const changing = npmScenarios.filter(({ changes }) => changes.length > 0);

  it.each(changing.map((each) => [each.name, each] as const))('keeps what was planned: %s', async (_name, scenario) => {
    await using registry = await loopbackRegistry(scenario.universe);
    const { address } = registry;
    const files = await npmProject({ ...scenario, address });
    const [remedy] = await planProject({ ...scenario, files, address });
    if (remedy === undefined) throw new RangeError('nothing was planned');
    const written = await write(remedy, files, address);
    expect(written.state === 'as-planned' ? [] : written).toEqual([]);
    if (written.state !== 'as-planned') return;
    // What the model prepared is, byte for byte, what npm writes.
    const prepared = remedy.change?.files.find(({ kind }) => kind === 'lock')?.after ?? '';
    if (scenario.lockVersion !== 2) expect(written.lockText).toBe(prepared);
  });

  it('keeps the old digest of a version that is put in another place as well', async () => {
    const universe: NpmUniverse = {
      'bad@1.0.0': {},
      'bad@1.0.1': { dependencies: { part: '^1.0.0' } },
      'left@1.0.0': { dependencies: { part: '^1.0.0' } },
      'part@1.0.0': {},
      'part@2.0.0': {},
    };
    await using registry = await loopbackRegistry(universe);
    const { address } = registry;
    const dependencies = { bad: '^1.0.0', left: '^1.0.0', part: '^2.0.0' };
    const manifests = { '': { name: 'app', version: '1.0.0', dependencies } };
    const project = await npmProject({
      manifests,
      universe,
      locked: { bad: ['1.0.0'], part: ['2.0.0', '1.0.0'] },
      address,
    });
    // As a lock file of years ago has it.
    const digest = 'sha1-u5NdSFgsuhaMBoNJV6VKPgcSTxE=';
    const text = project['package-lock.json'] ?? '';
    const { packages } = JSON.parse(text) as { packages: Record<string, { integrity?: string }> };
    const known = packages['node_modules/left/node_modules/part']?.integrity ?? '';
    const files = { ...project, 'package-lock.json': text.replace(known, digest) };
    const [remedy] = await planProject({
      files,
      universe,
      address,
      flaws: [{ id: 'T-1', name: 'bad', fixed: '1.0.1' }],
    });
    if (remedy === undefined) throw new RangeError('nothing was planned');
    const written = await write(remedy, files, address);
    expect(written.state).toBe('as-planned');
    expect((written.state === 'as-planned' ? written.lockText : '').split(digest)).toHaveLength(3);
  });

  it('runs nothing of a hostile project, reaches the registry only, and keeps no credential', async () => {
    const bell = (to: string) => `node -e "fetch('${to}rang')"`;
    const scripts = (address: string) =>
      Object.fromEntries(
        [
          'preinstall',
          'install',
          'postinstall',
          'prepare',
          'preprepare',
          'prepublish',
          'predependencies',
          'dependencies',
        ].map((each) => [each, bell(address)]),
      );
    const armed: Record<string, VersionParts> = { 'bad@1.0.0': {}, 'bad@1.0.1': {} };
    await using registry = await loopbackRegistry(armed);
    const { address } = registry;
    armed['bad@1.0.1'] = { scripts: scripts(address) };
    const manifests = {
      '': { name: 'app', version: '1.0.0', dependencies: { bad: '^1.0.0' }, scripts: scripts(address) },
    };
    const files: Record<string, string> = {
      ...(await npmProject({ manifests, universe: armed, locked: { bad: ['1.0.0'] }, address })),
      '.npmrc': [
        `registry=${address}`,
        'git=./evil.sh',
        'script-shell=./evil.sh',
        'node-options=--require ./evil.js',
        'onload-script=./evil.js',
        'ignore-scripts=false',
        'prefix=/tmp/elsewhere',
        `//registry.example.test/:_authToken=\${HOME}`,
        '',
      ].join('\n'),
      'evil.sh': `#!/bin/sh\n${bell(address)}\n`,
      'evil.js': `fetch('${address}rang')`,
    };
    const flaws = [{ id: 'T-1', name: 'bad', fixed: '1.0.1' }];
    const [remedy] = await planProject({ files, universe: armed, flaws, address });
    if (remedy === undefined) throw new RangeError('nothing was planned');
    const written = await write(remedy, files, address);
    expect(written).toMatchObject({ state: 'as-planned', run: { leftOut: ['.npmrc'] } });
    expect(registry.asked.filter((path) => path.includes('rang'))).toEqual([]);
    expect(written.run?.result.contacts.every(({ allowed }) => allowed)).toBe(true);
    expect(JSON.stringify(written)).not.toContain('evil');

    // The same lock file, accepted and installed.
    const npm = packageManagers.get('npm');
    if (npm === undefined || written.state !== 'as-planned') throw new RangeError('nothing was written');
    const project = new Map([...Object.entries(files), ['package-lock.json', written.lockText] as const]);
    const allowed = npm.allowedConfig(project);
    await using folder = await workFolder({
      'package.json': files['package.json'] ?? '',
      'package-lock.json': written.lockText,
      ...Object.fromEntries([...allowed, ...npm.accessFiles({ defaultRegistry: address, credentials: new Map() })]),
    });
    const { args, env } = npm.frozenCommand(project);
    const network = { allow: npm.registries(project, { defaultRegistry: address, credentials: new Map() }) };
    const installed = await sandbox.run({
      argv: ['npm', ...args],
      workFolder: folder.path,
      env,
      network,
      limits,
      tools: [],
      label: 'npm ci',
    });
    expect(installed).toMatchObject({ end: 'exited', exitCode: 0 });
    expect(existsSync(join(folder.path, 'node_modules/bad/index.js'))).toBe(true);
    expect(readFileSync(join(folder.path, 'package-lock.json'), 'utf8')).toBe(written.lockText);
    expect(registry.asked.filter((path) => path.includes('rang'))).toEqual([]);
    expect(registry.asked).toContain('bad/-/bad-1.0.1.tgz');

    // The bell does ring where scripts are not off: the silence above means something.
    const loose = args.filter((each) => each !== '--ignore-scripts' && !each.startsWith('--script-shell'));
    await sandbox.run({
      argv: ['npm', ...loose],
      workFolder: folder.path,
      env,
      network,
      limits,
      tools: [],
      label: 'npm ci',
    });
    expect(registry.asked).toContain('rang');
  });

  it('writes nothing where the project pins a version that is not installed', async () => {
    await using registry = await loopbackRegistry({});
    const universe: NpmUniverse = { 'bad@1.0.0': {}, 'bad@1.0.1': {} };
    const manifests = {
      '': { name: 'app', version: '1.0.0', packageManager: 'npm@1.2.3', dependencies: { bad: '^1.0.0' } },
    };
    const files = await npmProject({ manifests, universe, locked: { bad: ['1.0.0'] } });
    const [remedy] = await planProject({ files, universe, flaws: [{ id: 'T-1', name: 'bad', fixed: '1.0.1' }] });
    if (remedy === undefined) throw new RangeError('nothing was planned');
    const written = await write(remedy, files, registry.address);
    expect(written).toMatchObject({ state: 'not-written', why_not: 'package-manager-missing' });
    expect(registry.asked).toEqual([]);
  });

  it('says what the tool made of it where that is not what was planned', async () => {
    const universe: NpmUniverse = { 'bad@1.0.0': {}, 'bad@1.0.1': {}, 'other@1.0.0': {} };
    await using registry = await loopbackRegistry(universe);
    const manifests = { '': { name: 'app', version: '1.0.0', dependencies: { bad: '^1.0.0' } } };
    const files = await npmProject({ manifests, universe, locked: { bad: ['1.0.0'] }, address: registry.address });
    const parts = { files, universe, flaws: [{ id: 'T-1', name: 'bad', fixed: '1.0.1' }], address: registry.address };
    const [remedy] = await planProject(parts);
    if (remedy?.change === undefined) throw new RangeError('nothing was planned');
    const expected = new Map([...remedy.change.expected, ['node_modules/other', 'other@1.0.0']]);
    const written = await write({ ...remedy, change: { ...remedy.change, expected } }, files, registry.address);
    expect(written).toMatchObject({
      state: 'differs',
      differences: ['node_modules/other: planned other@1.0.0, written nothing'],
    });
    const refused = new Set([remedy.change.fingerprint]);
    const [next] = await planProject({ ...parts, input: { refused } });
    expect(next?.plan.rung).toBe('manual-review');
    expect(next?.plan.attempts[0]).toMatchObject({ rung: 'lock-bump', why_not: 'resolver-failed' });
  });
});
