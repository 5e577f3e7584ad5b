import type { Rung } from '@maximus/contracts';
import type { Flaw } from './advisories.ts';
import type { NpmUniverse } from './npm-universe.ts';

/** One project whose lock file the real tool writes, with the answer that is wanted for it. */
export interface NodeScenario {
  readonly name: string;
  /** package.json by folder; the root is the empty name. */
  readonly manifests: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly universe: NpmUniverse;
  /** Versions that were not there yet when the lock file was written. */
  readonly later: readonly string[];
  readonly flaws: readonly Flaw[];
  readonly rung: Rung;
  readonly changes: readonly string[];
  /** Also run with the older of two tools, and installed frozen afterwards. */
  readonly everywhere?: true;
}

const flaw: Flaw = { id: 'T-1', name: 'bad', fixed: '1.0.1' };
const versions = (name: string, ...all: readonly string[]) =>
  Object.fromEntries(all.map((each) => [`${name}@${each}`, {}]));
const app = (dependencies: Record<string, string>, more: Record<string, unknown> = {}) => ({
  '': { name: 'app', version: '1.0.0', private: true, dependencies, ...more },
});

/** Projects that every manager of the npm registry is held to. */
export const nodeScenarios: readonly NodeScenario[] = [
  {
    name: 'a lock bump: the lowest version inside of the range, with what it needs anew, and nothing else',
    manifests: app({ top: '^1.0.0', other: '^1.0.0', tool: '~1.0.0' }),
    universe: {
      ...versions('bad', '1.0.0'),
      'bad@1.0.1': { dependencies: { fresh: '^1.0.0' } },
      'bad@1.0.2': { dependencies: { fresh: '^1.0.0' } },
      'bad@1.1.0': { dependencies: { fresh: '^1.0.0' } },
      ...versions('fresh', '1.0.0', '1.1.0'),
      'top@1.0.0': { dependencies: { bad: '^1.0.0', '@s/x': '^1.0.0' }, engines: { node: '>=4' } },
      'top@1.1.0': { dependencies: { bad: '^1.1.0' } },
      ...versions('@s/x', '1.0.0', '1.0.5'),
      ...versions('other', '1.0.0', '1.2.0'),
      ...versions('tool', '1.0.0', '1.0.9'),
    },
    later: ['bad@1.0.1', 'bad@1.0.2', 'bad@1.1.0', 'top@1.1.0', '@s/x@1.0.5', 'other@1.2.0', 'tool@1.0.9'],
    flaws: [flaw],
    rung: 'lock-bump',
    changes: ['bad 1.0.0 → 1.0.1', '→ fresh 1.1.0'],
  },
  {
    name: 'a direct upgrade: the requirement keeps its style',
    manifests: app({ bad: '~1.0.0', other: '^1.0.0' }),
    universe: { ...versions('bad', '1.0.0', '1.1.0', '1.2.0'), ...versions('other', '1.0.0', '1.0.1') },
    later: ['bad@1.1.0', 'bad@1.2.0', 'other@1.0.1'],
    flaws: [{ ...flaw, fixed: '1.1.0' }],
    rung: 'direct-upgrade',
    changes: ['bad 1.0.0 → 1.1.0'],
  },
  {
    name: 'a parent upgrade: the lowest parent that lets go',
    manifests: app({ top: '^1.0.0' }),
    universe: {
      ...versions('bad', '1.0.0', '1.0.1', '1.0.2'),
      'top@1.0.0': { dependencies: { bad: '1.0.0' } },
      'top@1.0.1': { dependencies: { bad: '1.0.0' } },
      'top@1.1.0': { dependencies: { bad: '1.0.1' } },
      'top@1.2.0': { dependencies: { bad: '1.0.2' } },
    },
    later: ['bad@1.0.1', 'bad@1.0.2', 'top@1.0.1', 'top@1.1.0', 'top@1.2.0'],
    flaws: [flaw],
    rung: 'parent-upgrade',
    changes: ['bad 1.0.0 → 1.0.1', 'top 1.0.0 → 1.1.0'],
  },
  {
    name: 'an override limited to the parent that holds on: its neighbour keeps what it has',
    manifests: app({ top: '^1.0.0', other: '^1.0.0' }),
    universe: {
      ...versions('bad', '1.0.0', '1.0.1', '1.2.0', '2.0.0'),
      'top@1.0.0': { dependencies: { bad: '1.0.0' } },
      'other@1.0.0': { dependencies: { bad: '2.0.0' } },
    },
    later: ['bad@1.0.1', 'bad@1.2.0'],
    flaws: [flaw],
    rung: 'override',
    changes: ['bad 1.0.0 → 1.0.1'],
    everywhere: true,
  },
  {
    name: 'a major step of a direct requirement',
    manifests: app({ bad: '^1.0.0' }),
    universe: versions('bad', '1.0.0', '2.0.0', '2.1.0'),
    later: ['bad@2.0.0', 'bad@2.1.0'],
    flaws: [{ ...flaw, fixed: '2.0.0' }],
    rung: 'major-upgrade',
    changes: ['bad 1.0.0 → 2.0.0'],
  },
  {
    name: 'two majors in one tree: each moves to its own lowest version',
    manifests: app({ bad: '^2.0.0', left: '^1.0.0' }),
    universe: {
      ...versions('bad', '1.0.0', '1.0.1', '2.0.0', '2.0.1'),
      'left@1.0.0': { dependencies: { bad: '^1.0.0' } },
    },
    later: ['bad@1.0.1', 'bad@2.0.1'],
    flaws: [{ id: 'T-1', name: 'bad', versions: ['1.0.0', '2.0.0'] }],
    rung: 'lock-bump',
    changes: ['bad 1.0.0 → 1.0.1', 'bad 2.0.0 → 2.0.1'],
  },
  {
    name: 'an alias keeps its package and its name',
    manifests: app({ renamed: 'npm:bad@^1.0.0', left: '^1.0.0' }),
    universe: {
      ...versions('bad', '1.0.0', '1.0.1', '1.1.0'),
      'left@1.0.0': { dependencies: { inner: 'npm:bad@~1.0.0' } },
    },
    later: ['bad@1.0.1', 'bad@1.1.0'],
    flaws: [flaw],
    rung: 'lock-bump',
    changes: ['bad 1.0.0 → 1.0.1'],
  },
  {
    name: 'workspaces, development and optional requirements: all of them move',
    manifests: {
      ...app({ top: '^1.0.0' }),
      'packages/a': {
        name: 'wa',
        version: '1.0.0',
        devDependencies: { bad: '^1.0.0' },
        optionalDependencies: { opt: '^1.0.0' },
      },
      'packages/b': { name: 'wb', version: '1.0.0', dependencies: { bad: '~1.0.0' } },
    },
    universe: {
      ...versions('bad', '1.0.0', '1.1.0', '1.1.1'),
      'top@1.0.0': { dependencies: { bad: '^1.0.0' } },
      'opt@1.0.0': { optionalDependencies: { bad: '^1.0.0' } },
    },
    later: ['bad@1.1.0', 'bad@1.1.1'],
    flaws: [{ ...flaw, fixed: '1.1.0' }],
    rung: 'direct-upgrade',
    changes: ['bad 1.0.0 → 1.1.0'],
  },
  {
    name: 'a peer that moves, and with it the names of those who see it',
    manifests: app({ bad: '^1.0.0', plug: '^1.0.0', kit: '^1.0.0' }),
    universe: {
      ...versions('bad', '1.0.0', '1.0.1', '1.0.2'),
      'plug@1.0.0': { peerDependencies: { bad: '^1.0.0' }, dependencies: { deep: '^1.0.0' } },
      'deep@1.0.0': { peerDependencies: { bad: '>=1' } },
      'kit@1.0.0': { dependencies: { plug: '^1.0.0' }, peerDependencies: { bad: '*' } },
    },
    later: ['bad@1.0.1', 'bad@1.0.2'],
    flaws: [flaw],
    rung: 'lock-bump',
    changes: ['bad 1.0.0 → 1.0.1'],
    everywhere: true,
  },
  {
    name: 'a peer that accepts nothing newer is not overruled',
    manifests: app({ bad: '^1.0.0', plug: '^1.0.0' }),
    universe: { ...versions('bad', '1.0.0', '1.1.0'), 'plug@1.0.0': { peerDependencies: { bad: '~1.0.0' } } },
    later: ['bad@1.1.0'],
    flaws: [{ ...flaw, fixed: '1.1.0' }],
    rung: 'manual-review',
    changes: [],
  },
];
