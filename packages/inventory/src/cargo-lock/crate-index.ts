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
  const bySource = new Map<string, LockedCrate[]>();
  for (const crate of crates) {
    const { name, version, source } = crate;
    add(byName, name, crate);
    add(byVersion, `${name} ${version}`, crate);
    for (const written of spellings(source)) add(bySource, `${name} ${version} (${written})`, crate);
  }
  return {
    keyOf: ({ name, version, source }) => {
      const short = `${name} ${version}`;
      return byVersion.get(short)?.length === 1 ? short : `${short} (${source ?? 'path'})`;
    },
    find: (dependency) => {
      const { name, version, source } = splitDependency(dependency);
      if (version === undefined) return only(byName.get(name));
      if (source !== undefined) return only(bySource.get(`${name} ${version} (${source})`));
      // A path package beside a registry one of equal name and version is written without a source.
      return only(byVersion.get(`${name} ${version}`)) ?? only(bySource.get(`${name} ${version} ()`));
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

/** How a dependency may write a source: a git one without its revision too, from version 2 on; none at all for a path. */
function spellings(source: string | undefined): readonly string[] {
  if (source === undefined) return [''];
  const hash = source.indexOf('#');
  return hash === -1 ? [source] : [source, source.slice(0, hash)];
}

function only(crates: readonly LockedCrate[] | undefined): LockedCrate | undefined {
  return crates?.length === 1 ? crates[0] : undefined;
}
