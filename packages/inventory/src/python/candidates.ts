import type { LockedPackage, Wanted } from './lock-graph.ts';

/** Finds the entries of a lock that a dependency may mean. */
export interface Candidates {
  /** Indexes into the lock's packages, in file order; several where the lock holds versions for several environments. */
  find(wanted: Wanted): readonly number[];
}

/** Versions of one package that one dependency may mean; a hostile lock would otherwise have the square of its size. */
const maxForks = 16;

/** Looks packages up by name; a version named by the dependency or pinned by its range narrows the choice. */
export function createCandidates(packages: readonly LockedPackage[]): Candidates {
  const byName = new Map<string, number[]>();
  const byVersion = new Map<string, number[]>();
  for (const [index, entry] of packages.entries()) {
    push(byName, entry.name, index);
    if (entry.version !== undefined) push(byVersion, `${entry.name}@${entry.version}`, index);
  }
  return {
    find(wanted) {
      const all = byName.get(wanted.name) ?? [];
      if (all.length < 2) return all;
      const version = wanted.version ?? pinned(wanted.requested);
      return (version === undefined ? undefined : byVersion.get(`${wanted.name}@${version}`)) ?? all;
    },
  };
}

function push(map: Map<string, number[]>, key: string, index: number): void {
  const same = map.get(key);
  if (same === undefined) map.set(key, [index]);
  else if (same.length < maxForks) same.push(index);
}

function pinned(requested: string | undefined): string | undefined {
  if (requested === undefined) return undefined;
  const text = requested.trim();
  const version = text.startsWith('==') && !text.startsWith('===') ? text.slice(2).trim() : text;
  return /^[0-9][0-9A-Za-z.+!]*$/.test(version) ? version : undefined;
}
