import type { LockedCrate } from './entries.ts';

/** Finds the crates of one lock file by what a dependency entry says. */
export interface CrateIndex {
  /** Unique key of an entry: `name version`, with the source where two entries share both. */
  keyOf(crate: LockedCrate): string;
  /** The one entry that a `dependencies` string means; `undefined` where there is none or more than one. */
  find(dependency: string): LockedCrate | undefined;
}

/** Indexes crates by name. Rule: Cargo writes of `name version (source)` only as much as is needed to be unique. */
export function createCrateIndex(crates: readonly LockedCrate[]): CrateIndex {
  const byName = new Map<string, LockedCrate[]>();
  const byVersion = new Map<string, LockedCrate[]>();
  for (const crate of crates) {
    add(byName, crate.name, crate);
    add(byVersion, `${crate.name} ${crate.version}`, crate);
  }
  return {
    keyOf: ({ name, version, source }) => {
      const short = `${name} ${version}`;
      return byVersion.get(short)?.length === 1 ? short : `${short} (${source ?? 'path'})`;
    },
    find: (dependency) => {
      const { name, version, source } = splitDependency(dependency);
      let found = (version === undefined ? byName.get(name) : byVersion.get(`${name} ${version}`)) ?? [];
      if (source !== undefined) found = found.filter((crate) => sameSource(crate.source, source));
      // A path package beside a registry one of equal name and version is written without a source.
      if (found.length > 1 && source === undefined && version !== undefined) {
        found = found.filter((crate) => crate.source === undefined);
      }
      return found.length === 1 ? found[0] : undefined;
    },
  };
}

function add(map: Map<string, LockedCrate[]>, key: string, crate: LockedCrate): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [crate]);
  else known.push(crate);
}

function splitDependency(text: string): { name: string; version?: string; source?: string } {
  const space = text.indexOf(' ');
  if (space === -1) return { name: text };
  const name = text.slice(0, space);
  const open = text.indexOf(' (', space + 1);
  if (open === -1) return { name, version: text.slice(space + 1) };
  return {
    name,
    version: text.slice(space + 1, open),
    source: text.slice(open + 2, text.endsWith(')') ? -1 : undefined),
  };
}

/** A git source is written without its revision inside a dependency from version 2 on. */
function sameSource(full: string | undefined, written: string): boolean {
  if (full === undefined) return false;
  return full === written || full.split('#', 1)[0] === written;
}
