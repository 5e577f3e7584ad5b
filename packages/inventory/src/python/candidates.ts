import type { LockedPackage, Wanted } from './lock-graph.ts';

/** Finds the entries of a lock that a dependency may mean. */
export interface Candidates {
  /** Indexes into the lock's packages, in file order; several where the lock holds versions for several environments. */
  find(wanted: Wanted): readonly number[];
}

/** Looks packages up by name; a version named by the dependency or pinned by its range narrows the choice. */
export function createCandidates(packages: readonly LockedPackage[]): Candidates {
  const byName = new Map<string, number[]>();
  for (const [index, entry] of packages.entries()) {
    const same = byName.get(entry.name);
    if (same === undefined) byName.set(entry.name, [index]);
    else same.push(index);
  }
  return {
    find(wanted) {
      const all = byName.get(wanted.name) ?? [];
      if (all.length < 2) return all;
      const version = wanted.version ?? pinned(wanted.requested);
      if (version === undefined) return all;
      const exact = all.filter((index) => packages[index]?.version === version);
      return exact.length === 0 ? all : exact;
    },
  };
}

function pinned(requested: string | undefined): string | undefined {
  if (requested === undefined) return undefined;
  const text = requested.trim();
  const version = text.startsWith('==') && !text.startsWith('===') ? text.slice(2).trim() : text;
  return /^[0-9][0-9A-Za-z.+!]*$/.test(version) ? version : undefined;
}
