import { type LockContent, splitId } from './content.ts';

/** Finds the package that a dependency of an entry means. */
export interface Resolver {
  /** Of an npm entry: an id, a name, or `alias@npm:id`. */
  npm(dependency: string): string | undefined;
  /** Of a JSR entry: a specifier, without its version where the file holds one specifier of that name. */
  jsr(dependency: string): string | undefined;
}

/** Indexes names that stand for one package only. */
export function createResolver({ packages, specifiers }: LockContent): Resolver {
  const ids = new Set(packages.map(({ id }) => id));
  const byName = uniqueByName(ids);
  const specifierByName = uniqueByName(specifiers.keys());
  const known = (id: string | undefined) => (id !== undefined && ids.has(id) ? id : undefined);
  return {
    npm: (dependency) => {
      const alias = dependency.indexOf('@npm:', 1);
      const id = alias === -1 ? `npm:${dependency}` : dependency.slice(alias + 1);
      return known(id) ?? known(byName.get(id));
    },
    jsr: (dependency) => {
      const specifier = specifiers.has(dependency) ? dependency : specifierByName.get(dependency);
      return known(specifier === undefined ? undefined : specifiers.get(specifier));
    },
  };
}

/** `scheme:name` → the only one of that name; names with more are left out. */
function uniqueByName(all: Iterable<string>): Map<string, string> {
  const found = new Map<string, string>();
  const several = new Set<string>();
  for (const each of all) {
    const split = splitId(each);
    const name = split === undefined ? each : `${split.scheme}:${split.name}`;
    if (found.has(name)) several.add(name);
    found.set(name, each);
  }
  for (const name of several) found.delete(name);
  return found;
}
