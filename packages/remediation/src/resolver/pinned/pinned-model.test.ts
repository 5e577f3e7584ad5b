import { frozenClock } from '@maximus/kernel';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultPolicy } from '../../plan/policy.ts';
import { createPypiIndex } from '../../registries/index.ts';
import type { Flaw } from '../../testing/advisories.ts';
import { memoryAddress, memoryGet } from '../../testing/memory-get.ts';
import { today } from '../../testing/npm-universe.ts';
import { planPinned } from '../../testing/pinned-plan.ts';
import { type PythonUniverse, pypiFiles } from '../../testing/python-universe.ts';

interface Case {
  /** `name@version` → names it asks for. */
  readonly locked: Readonly<Record<string, readonly string[]>>;
  readonly asks: readonly string[];
  readonly universe: PythonUniverse;
  readonly flaws: readonly Flaw[];
  readonly requiresPython?: string;
  readonly sources?: Readonly<Record<string, string>>;
  readonly input?: Parameters<typeof planPinned>[0]['input'];
}

function lockOf({ locked, requiresPython, sources = {} }: Case): string {
  const entries = Object.entries(locked).map(([label, names]) => {
    const [name, version] = label.split('@');
    const source = sources[name ?? ''] ?? '{ registry = "https://registry.example.test/simple" }';
    const dependencies = names.map((each) => `{ name = "${each}" }`).join(', ');
    return `[[package]]\nname = "${name}"\nversion = "${version}"\nsource = ${source}\ndependencies = [${dependencies}]\n`;
  });
  const python = requiresPython === undefined ? '' : `requires-python = "${requiresPython}"\n`;
  return `version = 1\n${python}\n[[package]]\nname = "app"\nversion = "0.1.0"\nsource = { virtual = "." }\n\n${entries.join('\n')}`;
}

async function planned(parts: Case) {
  const list = parts.asks.map((each) => `"${each}"`).join(', ');
  const files = {
    'uv.lock': lockOf(parts),
    'pyproject.toml': `[project]\nname = "app"\nversion = "0.1.0"\ndependencies = [${list}]\n`,
  };
  const registry = createPypiIndex({
    indexes: [`${memoryAddress}simple/`],
    mayAsk: () => true,
    credentials: new Map(),
    get: memoryGet(pypiFiles(parts.universe, memoryAddress)),
  });
  const { flaws, input } = parts;
  const locked = Object.keys(parts.locked);
  return planPinned({
    ecosystem: 'PyPI',
    files,
    lockFile: 'uv.lock',
    flaws,
    locked,
    registry,
    ...(input === undefined ? {} : { input }),
  });
}

const flaws: readonly Flaw[] = [{ id: 'T-1', name: 'bad', fixed: '1.0.1' }];
const simple: Case = {
  locked: { 'bad@1.0.0': [] },
  asks: ['bad>=1'],
  universe: { 'bad@1.0.0': {}, 'bad@1.0.1': {} },
  flaws,
};
const first = async (parts: Case) => (await planned(parts))[0]?.plan.attempts[0];

it.each<readonly [string, string, Partial<Case>]>([
  ['no later version', 'no-fixed-version', { universe: { 'bad@1.0.0': {} } }],
  ['only a pre-release', 'no-fixed-version', { universe: { 'bad@1.0.0': {}, 'bad@1.0.1rc1': {} } }],
  ['taken back', 'version-yanked', { universe: { 'bad@1.0.0': {}, 'bad@1.0.1': { yanked: true } } }],
  ['of yesterday', 'version-too-new', { universe: { 'bad@1.0.0': {}, 'bad@1.0.1': { daysOld: 1 } } }],
  [
    'a major step',
    'needs-major',
    { universe: { 'bad@1.0.0': {}, 'bad@2.0.0': {} }, flaws: [{ id: 'T-1', name: 'bad', fixed: '2.0.0' }] },
  ],
  [
    'for a newer Python',
    'engine-conflict',
    { requiresPython: '>=3.8', universe: { 'bad@1.0.0': {}, 'bad@1.0.1': { requiresPython: '>=3.12' } } },
  ],
  ['without a wheel', 'resolver-failed', { universe: { 'bad@1.0.0': {}, 'bad@1.0.1': { onlySource: true } } }],
  [
    'from a repository',
    'range-excludes-fix',
    { sources: { bad: '{ git = "https://forge.example.test/bad?rev=1#abc" }' } },
  ],
  ['a requirement that holds it', 'range-excludes-fix', { asks: ['bad==1.0.0'] }],
  [
    'its requirement is not to be met',
    'resolver-failed',
    { universe: { 'bad@1.0.0': {}, 'bad@1.0.1': { requires: ['none>=1'] } } },
  ],
])('says why not: %s', async (_name, code, parts) => {
  const attempt = await first({ ...simple, ...parts });
  expect(attempt?.why_not).toBe(code);
  expect(attempt?.sentence.length).toBeGreaterThan(10);
});

it('says that the registry did not answer, and not that there is no version', async () => {
  const registry = { versionsOf: async () => ({ state: 'unreachable' as const, reason: 'ECONNREFUSED' }) };
  expect((await first({ ...simple, input: { registry } }))?.why_not).toBe('registry-unreachable');
});

it('brings in no version that something is known of, and takes the next one', async () => {
  const [remedy] = await planned({
    ...simple,
    universe: { ...simple.universe, 'bad@1.0.2': {} },
    flaws: [...flaws, { id: 'T-2', name: 'bad', introduced: '1.0.1', fixed: '1.0.2' }],
  });
  expect(remedy?.plan.package_changes).toMatchObject([{ purl_to: 'pkg:pypi/bad@1.0.2' }]);
  const inner = await planned({
    ...simple,
    universe: { 'bad@1.0.0': {}, 'bad@1.0.1': { requires: ['worse'] }, 'worse@1.0': {} },
    flaws: [...flaws, { id: 'T-2', name: 'worse' }],
  });
  expect(inner[0]?.plan.rung).toBe('manual-review');
  expect(inner[0]?.plan.attempts[0]?.why_not).toBe('introduces-vulnerability');
});

it('takes the lower of two versions that change as much, whatever their days', async () => {
  const universe = { 'bad@1.0.0': {}, 'bad@1.1.1': { daysOld: 5 }, 'bad@1.1.2': { daysOld: 500 } };
  const [remedy] = await planned({ ...simple, universe, flaws: [{ id: 'T-1', name: 'bad', fixed: '1.1.1' }] });
  expect(remedy?.plan.package_changes).toMatchObject([{ purl_to: 'pkg:pypi/bad@1.1.1' }]);
});

it('leaves malware downwards, and nothing else', async () => {
  const universe = { 'bad@1.0.0': {}, 'bad@1.0.1': {} };
  const locked = { 'bad@1.0.1': [] };
  const malware = await planned({
    ...simple,
    universe,
    locked,
    flaws: [{ id: 'MAL-1', name: 'bad', versions: ['1.0.1'] }],
  });
  expect(malware[0]?.plan.package_changes).toMatchObject([{ purl_to: 'pkg:pypi/bad@1.0.0', change: 'downgraded' }]);
  const flaw = await planned({ ...simple, universe, locked, flaws: [{ id: 'T-1', name: 'bad', versions: ['1.0.1'] }] });
  expect(flaw[0]?.plan.rung).toBe('manual-review');
});

it('moves along what the new version asks for, also where a manifest fixes it', async () => {
  const parts: Case = {
    locked: { 'bad@1.0.0': ['twin'], 'twin@1.0.0': [] },
    asks: ['bad==1.0.0', 'twin==1.0.0'],
    universe: {
      'bad@1.0.0': { requires: ['twin==1.0.0'] },
      'bad@1.0.1': { requires: ['twin==1.0.1'] },
      'twin@1.0.0': {},
      'twin@1.0.1': {},
    },
    flaws,
  };
  const [remedy] = await planned(parts);
  expect(remedy?.plan.rung).toBe('direct-upgrade');
  expect(remedy?.change?.files[0]?.after).toContain('["bad==1.0.1", "twin==1.0.1"]');
});

it('plans the next candidate where the tool did not confirm one, and stops when its time is up', async () => {
  const universe = { ...simple.universe, 'bad@1.0.2': {} };
  const [taken] = await planned({ ...simple, universe });
  const refused = new Set([taken?.change?.fingerprint ?? '']);
  const [next] = await planned({ ...simple, universe, input: { refused } });
  expect(next?.plan.package_changes).toMatchObject([{ purl_to: 'pkg:pypi/bad@1.0.2' }]);
  expect((await first({ ...simple, input: { budgetMs: 0, clock: frozenClock(today) } }))?.why_not).toBe(
    'budget-exhausted',
  );
  const policy = { ...defaultPolicy, minReleaseAgeMs: 0 };
  const [young] = await planned({
    ...simple,
    universe: { 'bad@1.0.0': {}, 'bad@1.0.1': { daysOld: 1 } },
    input: { policy },
  });
  expect(young?.plan.rung).toBe('lock-bump');
});

it('holds for every plan: targets gone, nothing known comes in, nothing goes down, and equal input gives equal plans', async () => {
  const names = ['bad', 'mid', 'low'];
  const version = fc.constantFrom('1.0', '1.1', '2.0');
  const requirement = fc.tuple(fc.constantFrom('>=', '<', '==', '<='), version).map((all) => all.join(''));
  const parts = fc.dictionary(fc.constantFrom('mid', 'low'), requirement, { maxKeys: 2 });
  const universe = fc.tuple(...names.flatMap(() => Array.from({ length: 3 }, () => parts)));
  await fc.assert(
    fc.asyncProperty(universe, fc.subarray(['bad@1.1', 'mid@1.1', 'low@1.1', 'mid@2.0']), async (all, flawed) => {
      const held = Object.fromEntries(
        names.flatMap((name, at) =>
          ['1.0', '1.1', '2.0'].map((each, index) => {
            const wanted = Object.entries(all[at * 3 + index] ?? {}).filter(([other]) => other !== name);
            return [`${name}@${each}`, { requires: wanted.map(([other, range]) => `${other}${range}`) }] as const;
          }),
        ),
      );
      const locked = Object.fromEntries(names.map((name) => [`${name}@1.0`, []]));
      const known = [...flawed, 'bad@1.0'].map((label, at) => {
        const [name = '', each = ''] = label.split('@');
        return { id: `T-${at}`, name, versions: [each] };
      });
      const sentence: Case = { locked, asks: names, universe: held, flaws: known };
      const [remedy] = await planned(sentence);
      expect((await planned(sentence))[0]?.change?.fingerprint).toBe(remedy?.change?.fingerprint);
      for (const { purl_from, purl_to } of remedy?.plan.package_changes ?? []) {
        const [name, to = ''] = (purl_to ?? '').replace('pkg:pypi/', '').split('@');
        if (purl_to === undefined) continue;
        expect(flawed).not.toContain(`${name}@${to}`);
        expect(to > (purl_from?.split('@')[1] ?? '0')).toBe(true);
      }
      if (remedy?.change !== undefined) expect([...remedy.change.expected.keys()]).not.toContain('bad@1.0');
    }),
    { numRuns: 20 },
  );
});
