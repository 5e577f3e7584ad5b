import { frozenClock, systemClock } from '@maximus/kernel';
import { expect, it } from 'vitest';
import { npmProject } from '../testing/npm-project.ts';
import { memoryRegistry, type NpmUniverse, today } from '../testing/npm-universe.ts';
import { planProject } from '../testing/plan-project.ts';
import { defaultPolicy } from './policy.ts';

const universe: NpmUniverse = { 'bad@1.0.0': {}, 'bad@1.0.1': {}, 'bad@1.0.2': {} };
const manifests = { '': { name: 'app', version: '1.0.0', dependencies: { bad: '^1.0.0' } } };
const flaws = [{ id: 'T-1', name: 'bad', fixed: '1.0.1' }];
const simple = { manifests, universe, locked: { bad: ['1.0.0'] } };

async function codesOf(parts: Parameters<typeof planProject>[0]): Promise<readonly (string | undefined)[]> {
  const planned = await planProject(parts);
  expect(planned.every(({ change }) => change === undefined)).toBe(true);
  return planned.flatMap(({ plan }) => plan.attempts.map(({ why_not }) => why_not));
}

it('plans nothing for a clean tree', async () => {
  const files = await npmProject({ ...simple, locked: { bad: ['1.0.1'] } });
  expect(await planProject({ files, universe, flaws })).toEqual([]);
});

it('gives equal plans for equal input, and never says that anything is done', async () => {
  const files = await npmProject(simple);
  const [first, second] = [
    await planProject({ files, universe, flaws }),
    await planProject({ files, universe, flaws }),
  ];
  expect(second).toEqual(first);
  expect(JSON.stringify(first).toLowerCase()).not.toMatch(/\bfixed\b/);
});

it('hands over where manifest and lock file disagree, because a plan would move more than it says', async () => {
  const files = await npmProject(simple);
  const manifest = files['package.json']?.replace('^1.0.0', '^1.0.2') ?? '';
  const [remedy] = await planProject({ files: { ...files, 'package.json': manifest }, universe, flaws });
  expect(remedy?.plan.rung).toBe('manual-review');
  expect(remedy?.plan.attempts[0]).toMatchObject({ why_not: 'lock-unparsed' });
  expect(remedy?.plan.unproven_because).toContain('package.json asks for bad@^1.0.2, the lock file repeats bad@^1.0.0');
});

it('hands over a lock file of version 1, and one that is none', async () => {
  for (const lock of [
    '{"lockfileVersion":1,"dependencies":{}}',
    '{',
    '[]',
    '{"lockfileVersion":3,"packages":{"/etc":{}}}',
  ]) {
    const files = { ...(await npmProject(simple)), 'package-lock.json': lock };
    const target = {
      group_id: 'g',
      primary_id: 'T-1',
      purl: 'pkg:npm/bad@1.0.0',
      priority: 'high',
      kind: 'vulnerability',
      exploited: false,
    } as const;
    const [remedy] = await planProject({ files, universe, flaws, input: { findings: [target] } });
    expect(remedy?.plan.attempts[0]?.why_not, lock).toBe('lock-unparsed');
  }
});

it('says that the registry did not answer, and not that there is no version', async () => {
  const files = await npmProject(simple);
  const registry = { versionsOf: async () => ({ state: 'unreachable' as const, reason: 'ECONNREFUSED' }) };
  expect((await codesOf({ files, universe, flaws, input: { registry } }))[0]).toBe('registry-unreachable');
});

it('stops when its time is up', async () => {
  const files = await npmProject(simple);
  const codes = await codesOf({ files, universe, flaws, input: { budgetMs: 0 } });
  expect(codes.slice(0, 5)).toEqual(Array(5).fill('budget-exhausted'));
});

it('takes no major step where the policy forbids them', async () => {
  const majors: NpmUniverse = { 'bad@1.0.0': {}, 'bad@2.0.0': {} };
  const files = await npmProject({ ...simple, universe: majors });
  const policy = { ...defaultPolicy, allowMajor: false };
  const codes = await codesOf({ files, universe: majors, flaws, input: { policy } });
  expect(codes[4]).toBe('policy-forbids');
});

it('uses a release of yesterday for what is known to be exploited', async () => {
  const young: NpmUniverse = { 'bad@1.0.0': {}, 'bad@1.0.1': { daysOld: 1 } };
  const files = await npmProject({ ...simple, universe: young });
  const [held] = await planProject({ files, universe: young, flaws });
  expect(held?.plan.rung).toBe('manual-review');
  const findings =
    held?.plan.targets.map((target) => ({ ...target, kind: 'vulnerability' as const, exploited: true })) ?? [];
  const [urgent] = await planProject({ files, universe: young, flaws, input: { findings } });
  expect(urgent?.plan.rung).toBe('lock-bump');
});

it('closes what can be closed of a package, and says why the rest stays', async () => {
  const files = await npmProject(simple);
  const both = [...flaws, { id: 'T-2', name: 'bad' }];
  const [remedy, ...others] = await planProject({ files, universe, flaws: both });
  expect(others).toEqual([]);
  expect(remedy?.plan.targets.map(({ primary_id }) => primary_id)).toEqual(['T-1']);
  expect(remedy?.plan.unresolved.map(({ target }) => target.primary_id)).toEqual(['T-2']);
  expect(remedy?.plan.package_changes).toMatchObject([{ purl_to: 'pkg:npm/bad@1.0.1' }]);
});

it('makes one plan of findings that one change closes, and one for each other package', async () => {
  const pair: NpmUniverse = {
    ...universe,
    'worse@1.0.0': { dependencies: { bad: '1.0.0' } },
    'worse@1.0.1': { dependencies: { bad: '1.0.1' } },
    'third@1.0.0': {},
    'third@1.0.1': {},
  };
  const wanted = { '': { name: 'app', version: '1.0.0', dependencies: { worse: '^1.0.0', third: '^1.0.0' } } };
  const files = await npmProject({
    manifests: wanted,
    universe: pair,
    locked: { bad: ['1.0.0'], worse: ['1.0.0'], third: ['1.0.0'] },
  });
  const all = [...flaws, { id: 'T-2', name: 'worse', fixed: '1.0.1' }, { id: 'T-3', name: 'third', fixed: '1.0.1' }];
  const planned = await planProject({ files, universe: pair, flaws: all });
  expect(planned.map(({ plan }) => plan.targets.map(({ primary_id }) => primary_id).sort())).toEqual([
    ['T-1', 'T-2'],
    ['T-3'],
  ]);
});

it('leaves a private copy and a bundled one alone, and names where they come from', async () => {
  const files = await npmProject(simple);
  const fork = 'git+ssh://git@forge.example.test/bad.git#abc';
  const lock =
    files['package-lock.json']?.replace(
      '"version": "1.0.0",\n      "integrity"',
      `"version": "1.0.0",\n      "resolved": "${fork}",\n      "integrity"`,
    ) ?? '';
  const [forked] = await planProject({ files: { ...files, 'package-lock.json': lock }, universe, flaws });
  expect(forked?.plan.attempts[0]).toMatchObject({
    why_not: 'range-excludes-fix',
    sentence: expect.stringContaining(fork),
  });

  const holder: NpmUniverse = {
    ...universe,
    'top@1.0.0': { dependencies: { bad: '^1.0.0' }, bundleDependencies: ['bad'] },
    'top@1.0.1': { dependencies: { bad: '^1.0.1' } },
  };
  const wanted = { '': { name: 'app', version: '1.0.0', dependencies: { top: '^1.0.0' } } };
  const loose = { ...holder, 'top@1.0.0': { dependencies: { bad: '^1.0.0' } } };
  const tree = await npmProject({ manifests: wanted, universe: loose, locked: { bad: ['1.0.0'], top: ['1.0.0'] } });
  const document = JSON.parse(tree['package-lock.json'] ?? '');
  document.packages['node_modules/top/node_modules/bad'] = { ...document.packages['node_modules/bad'], inBundle: true };
  delete document.packages['node_modules/bad'];
  document.packages['node_modules/top'].bundleDependencies = ['bad'];
  const bundled = { ...tree, 'package-lock.json': JSON.stringify(document, null, 2) };
  const [remedy] = await planProject({ files: bundled, universe: holder, flaws });
  expect(remedy?.plan.attempts[0]).toMatchObject({
    why_not: 'blocked-by-parent',
    sentence: expect.stringContaining('top@1.0.0'),
  });
  expect(remedy?.plan.rung).toBe('parent-upgrade');
});

it('keeps a clock that stands still out of the budget', async () => {
  const files = await npmProject(simple);
  const [remedy] = await planProject({
    files,
    universe,
    flaws,
    input: { clock: frozenClock(today), registry: memoryRegistry(universe) },
  });
  expect(remedy?.plan.attempts.every(({ duration_ms }) => duration_ms === 0)).toBe(true);
});

it('takes only the rungs that were asked for, and says of the others that they were not', async () => {
  const files = await npmProject(simple);
  const policy = { ...defaultPolicy, rungs: new Set(['override'] as const) };
  const [remedy] = await planProject({ files, universe, flaws, input: { policy } });
  expect(remedy?.plan.attempts[0]).toMatchObject({ rung: 'lock-bump', why_not: 'policy-forbids' });
  expect(['override', 'manual-review']).toContain(remedy?.plan.rung);
});

it('looks once at what leads nowhere, however many ways lead there', async () => {
  // Each of a chain has a version for each of the next one's, and the first of them lets go of nothing.
  const depth = 8;
  const steps = Array.from({ length: 10 }, (_, step) => `1.${step}.0`);
  const chain = Array.from({ length: depth }, (_, at) =>
    steps.map((version) => [`p${at}@${version}`, { dependencies: { [at === 0 ? 'bad' : `p${at - 1}`]: version } }]),
  );
  const holder = ['1.0.0', '1.1.0'].map((each) => [
    `top@${each}`,
    { dependencies: { [`p${depth - 1}`]: '1.0.0', bad: '1.0.0' } },
  ]);
  const bad = steps.map((version) => [`bad@${version}`, {}]);
  const held = Object.fromEntries([...bad, ...chain.flat(), ...holder]) as NpmUniverse;
  const files = await npmProject({
    manifests: { '': { name: 'app', version: '1.0.0', dependencies: { top: '^1.0.0' } } },
    universe: held,
    locked: { top: ['1.0.0'] },
  });
  const registry = memoryRegistry(held);
  let asked = 0;
  const counted = {
    versionsOf: (name: string) => {
      asked += 1;
      return registry.versionsOf(name);
    },
  };
  const policy = { ...defaultPolicy, allowMajor: false };
  const input = { policy, registry: counted, clock: systemClock };
  const [remedy] = await planProject({
    files,
    universe: held,
    flaws: [{ id: 'T-1', name: 'bad', fixed: '1.1.0' }],
    input,
  });
  const attempt = remedy?.plan.attempts.find(({ rung }) => rung === 'parent-upgrade');
  expect(attempt).toMatchObject({ result: 'not_taken', why_not: 'blocked-by-parent' });
  expect(asked).toBeLessThan(10_000);
});

it('moves packages of one release that ask for each other in a circle, and what goes with them', async () => {
  const release = (to: number): NpmUniverse => ({
    [`core@${to}.0.0`]: { dependencies: { run: `^${to}.0.0`, conf: `^${to}.0.0` } },
    [`run@${to}.0.0`]: { dependencies: { conf: `^${to}.0.0`, ...(to === 26 ? { bad: '^1.0.0' } : {}) } },
    [`conf@${to}.0.0`]: { dependencies: { run: `^${to}.0.0` } },
    [`plugin@${to}.0.0`]: { peerDependencies: { core: `^${to}.0.0` } },
  });
  const circle: NpmUniverse = { ...release(26), ...release(27), 'bad@1.0.0': {}, 'bad@2.0.0': {} };
  const files = await npmProject({
    manifests: { '': { name: 'app', version: '1.0.0', dependencies: { core: '^26.0.0', plugin: '^26.0.0' } } },
    universe: circle,
    locked: {},
  });
  const [remedy] = await planProject({ files, universe: circle, flaws: [{ id: 'T-1', name: 'bad', fixed: '2.0.0' }] });
  expect(remedy?.plan.rung).toBe('major-upgrade');
  const after = remedy?.plan.package_changes.flatMap(({ purl_to }) => purl_to ?? []);
  expect(after?.toSorted()).toEqual(['conf', 'core', 'plugin', 'run'].map((name) => `pkg:npm/${name}@27.0.0`));
});
