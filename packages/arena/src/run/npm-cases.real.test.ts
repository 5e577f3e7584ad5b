import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { bundleFiles } from '../evidence/bundle-files.ts';
import { verifyEvidence } from '../evidence/verify.ts';
import { type NpmTrial, type TrialTree, tryRemedy } from '../testing/npm-trial.ts';
import { provisionSandbox } from '../testing/provision.ts';

const support = await provisionSandbox();
const flaw = { id: 'T-1', name: 'bad', fixed: '1.0.1' };
const versions = (name: string, ...all: readonly string[]) =>
  Object.fromEntries(all.map((each) => [`${name}@${each}`, {}]));
const app = (dependencies: Record<string, string>, more: Record<string, unknown> = {}) => ({
  '': { name: 'app', version: '1.0.0', dependencies, ...more },
});
type Manifests = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
const tree = (manifests: Manifests, locked: Readonly<Record<string, readonly string[]>>): TrialTree => ({
  manifests,
  locked,
});
/** A project with a lock file that is written by hand, in npm's form. */
function asWritten(
  manifests: Manifests,
  packages: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): TrialTree {
  const root = manifests[''] ?? {};
  const lock = {
    name: 'app',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: { '': root, ...packages },
  };
  return { files: { 'package.json': JSON.stringify(root), 'package-lock.json': `${JSON.stringify(lock, null, 2)}\n` } };
}

async function trial(parts: Omit<NpmTrial, 'support'>) {
  const run = await tryRemedy({ support, ...parts });
  // Whatever the verdict, the evidence holds.
  expect(verifyEvidence(bundleFiles(run.evidence)).state).toBe('valid');
  return run;
}

/** The cases that every validator must get right, each with the real npm and a registry on loopback. */
describe.skipIf(!support.bubblewrap)('a change of an npm project, at level static', () => {
  it('that moves the lock within its range is fixed, and said to be untested', async () => {
    const run = await trial({
      universe: versions('bad', '1.0.0', '1.0.1'),
      flaws: [flaw],
      before: tree(app({ bad: '^1.0.0' }), { bad: ['1.0.0'] }),
      after: tree(app({ bad: '^1.0.0' }), { bad: ['1.0.1'] }),
    });
    expect(run).toMatchObject({ verdict: 'fixed_untested', confidence: 0.6, level: 'static' });
    expect(run.rescan.fixed.map(({ purl }) => purl)).toEqual(['pkg:npm/bad@1.0.0']);
  });

  it('that overrides hold at the vulnerable version is not fixed', async () => {
    const overrides = { overrides: { bad: '1.0.0' } };
    const universe = {
      ...versions('bad', '1.0.0', '1.0.1'),
      'top@1.0.0': { dependencies: { bad: '^1.0.0' } },
      'top@1.1.0': { dependencies: { bad: '^1.0.1' } },
    };
    const before = tree(app({ top: '1.0.0' }, overrides), { bad: ['1.0.0'] });
    // The parent moves and would bring the fix; the override wins, so the tree stays what it was.
    const run = await trial({
      universe,
      flaws: [flaw],
      before,
      after: tree(app({ top: '1.1.0' }, overrides), { bad: ['1.0.0'] }),
    });
    expect(run).toMatchObject({ verdict: 'not_fixed', reason: expect.stringContaining('T-1 in pkg:npm/bad@1.0.0') });
    // A lock file that says otherwise is not what npm makes of the manifest.
    const entry = (label: string) => ({ version: label.split('@')[1], ...(universe as NpmTrial['universe'])[label] });
    const manifests = app({ top: '1.0.0' }, overrides);
    const at = (bad: string) =>
      asWritten(manifests, { 'node_modules/bad': entry(bad), 'node_modules/top': entry('top@1.0.0') });
    const forced = await trial({ universe, flaws: [flaw], before: at('bad@1.0.0'), after: at('bad@1.0.1') });
    expect(['breaks', 'not_fixed', 'inconclusive']).toContain(forced.verdict);
  });

  it('that leaves a second major where it was is not fixed', async () => {
    const run = await trial({
      universe: {
        ...versions('bad', '1.0.0', '2.0.0', '2.0.1'),
        'top@1.0.0': { dependencies: { bad: '^1.0.0' } },
      },
      flaws: [{ id: 'T-1', name: 'bad', versions: ['1.0.0', '2.0.0'] }],
      before: tree(app({ bad: '^2.0.0', top: '^1.0.0' }), { bad: ['1.0.0', '2.0.0'] }),
      after: tree(app({ bad: '^2.0.0', top: '^1.0.0' }), { bad: ['1.0.0', '2.0.1'] }),
    });
    expect(run.verdict).toBe('not_fixed');
    expect(run.rescan.unchanged.map(({ purl }) => purl)).toEqual(['pkg:npm/bad@1.0.0']);
  });

  it('that leaves a bundled copy is not fixed', async () => {
    const bundled = {
      dependencies: { bad: '^1.0.0' },
      bundleDependencies: ['bad'],
      files: { 'node_modules/bad/package.json': '{"name":"bad","version":"1.0.0"}', 'node_modules/bad/index.js': '' },
    };
    const manifests = app({ bad: '^1.0.0', top: '^1.0.0' });
    const at = (version: string) =>
      asWritten(manifests, {
        'node_modules/bad': { version },
        'node_modules/top': { version: '1.0.0', dependencies: { bad: '^1.0.0' }, bundleDependencies: ['bad'] },
        'node_modules/top/node_modules/bad': { version: '1.0.0', inBundle: true },
      });
    const run = await trial({
      universe: { ...versions('bad', '1.0.0', '1.0.1'), 'top@1.0.0': bundled },
      flaws: [flaw],
      before: at('1.0.0'),
      after: at('1.0.1'),
    });
    expect(run).toMatchObject({ verdict: 'not_fixed', rescan: { fixed: [] } });
  });

  it('that no peer allows breaks the project', async () => {
    const universe = {
      ...versions('bad', '1.0.0', '2.0.0'),
      'plugin@1.0.0': { peerDependencies: { bad: '^1.0.0' } },
    };
    const at = (range: string, version: string) =>
      asWritten(app({ bad: range, plugin: '^1.0.0' }), {
        'node_modules/bad': { version },
        'node_modules/plugin': { version: '1.0.0', peerDependencies: { bad: '^1.0.0' } },
      });
    const run = await trial({
      universe,
      flaws: [{ ...flaw, fixed: '2.0.0' }],
      before: at('^1.0.0', '1.0.0'),
      after: at('^2.0.0', '2.0.0'),
    });
    expect(run).toMatchObject({ verdict: 'breaks', reason: expect.stringMatching(/does not resolve/) });
  });

  it('of a workspace is fixed only with all three consumers', async () => {
    const manifests = (a: string, b: string, c: string) => ({
      '': { name: 'app', version: '1.0.0', workspaces: ['packages/*'] },
      'packages/a': { name: 'a', version: '1.0.0', dependencies: { bad: a } },
      'packages/b': { name: 'b', version: '1.0.0', devDependencies: { bad: b } },
      'packages/c': { name: 'c', version: '1.0.0', optionalDependencies: { bad: c } },
    });
    const parts = { universe: versions('bad', '1.0.0', '1.0.1'), flaws: [flaw] };
    const before = tree(manifests('1.0.0', '1.0.0', '1.0.0'), { bad: ['1.0.0'] });
    const two = await trial({
      ...parts,
      before,
      after: tree(manifests('1.0.1', '1.0.1', '1.0.0'), { bad: ['1.0.1', '1.0.0'] }),
    });
    expect(two).toMatchObject({ verdict: 'not_fixed' });
    const three = await trial({
      ...parts,
      before,
      after: tree(manifests('1.0.1', '1.0.1', '1.0.1'), { bad: ['1.0.1'] }),
    });
    expect(three).toMatchObject({ verdict: 'fixed_untested' });
  });

  it('that brings another flaw introduces it', async () => {
    const run = await trial({
      universe: { 'bad@1.0.0': {}, 'bad@1.0.1': { dependencies: { worse: '1.0.0' } }, ...versions('worse', '1.0.0') },
      flaws: [flaw, { id: 'T-2', name: 'worse' }],
      before: tree(app({ bad: '^1.0.0' }), { bad: ['1.0.0'] }),
      after: tree(app({ bad: '^1.0.0' }), { bad: ['1.0.1'] }),
    });
    expect(run).toMatchObject({ verdict: 'introduces', reason: 'the change brings T-2 in pkg:npm/worse@1.0.0' });
  });

  it('to a version of a package without a fix, or to the same version, is not fixed', async () => {
    const universe = { ...versions('bad', '1.0.0', '2.0.0'), ...versions('other', '1.0.0', '1.1.0') };
    const major = await trial({
      universe,
      flaws: [{ id: 'T-1', name: 'bad' }],
      before: tree(app({ bad: '^1.0.0' }), { bad: ['1.0.0'] }),
      after: tree(app({ bad: '^2.0.0' }), { bad: ['2.0.0'] }),
    });
    expect(major).toMatchObject({ verdict: 'not_fixed', rescan: { fixed: [], introduced: [] } });
    const same = await trial({
      universe,
      flaws: [{ id: 'T-1', name: 'bad' }],
      before: tree(app({ bad: '^1.0.0', other: '^1.0.0' }), { bad: ['1.0.0'], other: ['1.0.0'] }),
      after: tree(app({ bad: '^1.0.0', other: '^1.1.0' }), { bad: ['1.0.0'], other: ['1.1.0'] }),
    });
    expect(same).toMatchObject({ verdict: 'not_fixed' });
  });

  it('to a pre-release is fixed only from the pre-release on that has the fix', async () => {
    const parts = {
      universe: versions('bad', '1.0.0', '1.0.1-beta.1', '1.0.1-beta.2'),
      flaws: [{ ...flaw, fixed: '1.0.1-beta.2' }],
    };
    const before = tree(app({ bad: '1.0.0' }), { bad: ['1.0.0'] });
    const early = await trial({
      ...parts,
      before,
      after: tree(app({ bad: '1.0.1-beta.1' }), { bad: ['1.0.1-beta.1'] }),
    });
    expect(early.verdict).toBe('not_fixed');
    const late = await trial({
      ...parts,
      before,
      after: tree(app({ bad: '1.0.1-beta.2' }), { bad: ['1.0.1-beta.2'] }),
    });
    expect(late.verdict).toBe('fixed_untested');
  });

  it('to a deprecated version is fixed; to one that was taken back it breaks', async () => {
    const before = tree(app({ bad: '^1.0.0' }), { bad: ['1.0.0'] });
    const after = tree(app({ bad: '^1.0.0' }), { bad: ['1.0.1'] });
    const deprecated = { ...versions('bad', '1.0.0'), 'bad@1.0.1': { deprecated: 'use 2' } };
    expect(await trial({ universe: deprecated, flaws: [flaw], before, after })).toMatchObject({
      verdict: 'fixed_untested',
    });
    const gone = await trial({
      universe: versions('bad', '1.0.0', '1.0.1'),
      flaws: [flaw],
      before,
      after,
      // The lock names an archive that the registry does not have any more.
      edit: (edits) =>
        new Map([...edits].map(([name, text]) => [name, text.replaceAll('bad-1.0.1.tgz', 'bad-1.0.9.tgz')])),
    });
    expect(gone).toMatchObject({ verdict: 'breaks' });
  });

  it('whose lock file disagrees with the manifest breaks', async () => {
    const parts = { universe: versions('bad', '1.0.0', '1.0.1', '2.0.0'), flaws: [flaw] };
    const before = tree(app({ bad: '1.0.0' }), { bad: ['1.0.0'] });
    const after = tree(app({ bad: '1.0.1' }), { bad: ['1.0.1'] });
    const only = (name: string) => (edits: ReadonlyMap<string, string>) =>
      new Map([...edits].filter(([each]) => each === name));
    const lockOnly = await trial({ ...parts, before, after, edit: only('package-lock.json') });
    expect(lockOnly).toMatchObject({ verdict: 'breaks', reason: expect.stringContaining('does not resolve') });
    const manifestOnly = await trial({ ...parts, before, after, edit: only('package.json') });
    expect(manifestOnly).toMatchObject({ verdict: 'breaks' });
  });

  it('whose archive is another one than the lock names is inconclusive, and so is a registry that does not answer', async () => {
    const parts = {
      universe: versions('bad', '1.0.0', '1.0.1'),
      flaws: [flaw],
      before: tree(app({ bad: '^1.0.0' }), { bad: ['1.0.0'] }),
      after: tree(app({ bad: '^1.0.0' }), { bad: ['1.0.1'] }),
    };
    const other = (edits: ReadonlyMap<string, string>) =>
      new Map([...edits].map(([name, text]) => [name, text.replace(/sha512-[\w+/=]+/, `sha512-${'A'.repeat(86)}==`)]));
    const clash = await trial({ ...parts, edit: other });
    expect(clash).toMatchObject({ verdict: 'inconclusive', reason: expect.stringContaining('another archive') });
    // What a scan of the new lock file says stands beside it, and decides nothing.
    expect(clash.rescan.fixed.map(({ purl }) => purl)).toEqual(['pkg:npm/bad@1.0.0']);
    const nobody = `127.0.0.1:${await closedPort()}`;
    const away = (edits: ReadonlyMap<string, string>) =>
      new Map([...edits].map(([name, text]) => [name, text.replaceAll(/127\.0\.0\.1:\d+/g, nobody)]));
    const unreachable = await trial({
      ...parts,
      edit: away,
      needs: { access: { defaultRegistry: `http://${nobody}/`, credentials: new Map() } },
    });
    expect(unreachable).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('the registry could not be used'),
    });
  });
});

/** A project that needs a commit of git, which no registry serves, with the lock file as npm writes it. */
describe.skipIf(!support.bubblewrap)('a change of an npm project that needs an archive from elsewhere', () => {
  const commit = 'a'.repeat(40);
  const from = `git+ssh://git@forge.example.test/nobody/tool.git#${commit}`;
  const manifests = app({ bad: '^1.0.0', tool: from, top: '^1.0.0' });
  const universe = {
    ...versions('bad', '1.0.0', '1.0.1'),
    ...versions('part', '1.0.0'),
    'top@1.0.0': { peerDependencies: { tool: '*' } },
  };
  const at = (bad: string, more: Readonly<Record<string, unknown>> = {}) =>
    asWritten(manifests, {
      'node_modules/bad': { version: bad, ...more },
      'node_modules/part': { version: '1.0.0' },
      'node_modules/tool': { version: '3.0.0', resolved: from, dependencies: { part: '^1.0.0' } },
      'node_modules/top': { version: '1.0.0', peerDependencies: { tool: '*' } },
    });
  const parts = { universe, flaws: [flaw], before: at('1.0.0') };

  it('is fixed where it leaves that archive as it was, which is said and takes from its confidence', async () => {
    const run = await trial({ ...parts, after: at('1.0.1') });
    expect(run).toMatchObject({ verdict: 'fixed_untested', confidence: 0.55 });
    expect(run.reason).toContain('npm accepts the lock file and installs all but tool@3.0.0: no configured registry');
    expect(run.steps.find(({ name }) => name === 'resolve')).toMatchObject({ state: 'passed' });
    const process = await trial({ ...parts, after: at('1.0.1'), needs: { level: 'process' } });
    expect(process).toMatchObject({ verdict: 'fixed_untested', confidence: 0.55, tests: { result: 'untested' } });
  });

  it('breaks where another archive is not there, or the lock file disagrees with the manifest', async () => {
    const missing = await trial({
      ...parts,
      universe: { ...universe, 'bad@1.0.1': { dependencies: { none: '1.0.0' } } },
      after: at('1.0.1', { dependencies: { none: '1.0.0' } }),
    });
    expect(missing.verdict).toBe('breaks');
    const other = app({ bad: '^2.0.0', tool: from, top: '^1.0.0' });
    const disagreeing = await trial({
      ...parts,
      after: at('1.0.1'),
      edit: (edits) => new Map([...edits, ['package.json', JSON.stringify(other['']) ?? '']]),
    });
    expect(disagreeing).toMatchObject({ verdict: 'breaks', reason: expect.stringContaining('does not resolve') });
  });

  it('is inconclusive where it brings that archive itself', async () => {
    const before = asWritten(manifests, {
      'node_modules/bad': { version: '1.0.0' },
      'node_modules/part': { version: '1.0.0' },
      'node_modules/tool': {
        version: '2.0.0',
        resolved: from.replace(commit, 'b'.repeat(40)),
        dependencies: { part: '^1.0.0' },
      },
      'node_modules/top': { version: '1.0.0', peerDependencies: { tool: '*' } },
    });
    const run = await trial({ ...parts, before, after: at('1.0.1') });
    expect(run).toMatchObject({ verdict: 'inconclusive', reason: expect.stringContaining('brings tool@3.0.0') });
  });
});

/** A port of loopback that nobody listens on, nor will: below those that the system gives to whoever asks for any. */
async function closedPort(): Promise<number> {
  for (let port = 2_500 + (process.pid % 1_000); ; port += 1) {
    const server = createServer();
    const isFree = new Promise<boolean>((done) =>
      server.once('listening', () => done(true)).once('error', () => done(false)),
    );
    server.listen(port, '127.0.0.1');
    if (!(await isFree)) continue;
    await new Promise((done) => server.close(done));
    return port;
  }
}
