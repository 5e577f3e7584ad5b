import { distributionsNamedAlike, importNames } from './import-names.data.ts';

/** The top modules of a distribution, and whether they are known or guessed from its name. */
export interface ModuleNames {
  readonly modules: readonly string[];
  readonly known: boolean;
}

const known = new Map<string, readonly string[]>();
for (const [distribution, modules] of importNames) known.set(distribution, modules.split(' '));
for (const distribution of distributionsNamedAlike.split(/\s+/)) known.set(distribution, [asModule(distribution)]);

/**
 * The import names of a PyPI distribution: of the table, else its name with underscores, with and without a `python`
 * at either end. A guess can find an import; it never proves that there is none.
 */
export function importNamesOf(distribution: string): ModuleNames {
  const name = distribution.toLowerCase().replace(/[-_.]+/g, '-');
  const modules = known.get(name);
  if (modules !== undefined) return { modules, known: true };
  const bare = name.replace(/^(?:python|py)-|-(?:python|py)$/g, '');
  return { modules: [...new Set([asModule(name), asModule(bare), name.replaceAll('-', '.')])], known: false };
}

function asModule(name: string): string {
  return name.replaceAll('-', '_');
}
