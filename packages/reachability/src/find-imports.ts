import type { Reachability } from '@maximus/contracts';
import type { AppError } from '@maximus/kernel';
import { go } from './go/index.ts';
import { java } from './java/index.ts';
import { javascript } from './javascript/index.ts';
import { judge, unseen } from './judge.ts';
import { php } from './php/index.ts';
import { python } from './python/index.ts';
import { readFamily } from './read-family.ts';
import { ruby } from './ruby/index.ts';
import { rust } from './rust/index.ts';
import type { Family, ImportReport, ImportSearch, Limits } from './types.ts';

const families: readonly Family[] = [javascript, python, go, java, rust, ruby, php];
const defaults: Limits = { maxFiles: 20_000, maxFileBytes: 1_048_576, timeBudgetMs: 10_000, maxLocations: 10 };

/** Base ecosystems of OSV that can be looked for. */
export const searchedEcosystems: ReadonlySet<string> = new Set(families.map(({ ecosystem }) => ecosystem));

/** Whether a file may import packages of some ecosystem: what a caller has to list. */
export function isSourceFile(path: string): boolean {
  return families.some((family) => family.claims(path) !== undefined);
}

/**
 * Looks for imports of packages in the project's own source, and for use of their flawed symbols. It is evidence, and never the
 * reason to drop a finding: `reachable` and `imported` with file and line; `not_imported` only for a direct dependency, when
 * every file was read and nothing that is loaded is computed; `unknown` for everything else. Executes nothing. Rejects only
 * where `files` does.
 */
export async function findImports(search: ImportSearch): Promise<ImportReport> {
  const limits = { ...defaults, ...search.limits };
  const results = new Map<string, Reachability>();
  const problems: AppError[] = [];
  const paths = [...(await search.files.paths())].sort();
  const endsAtMs = search.clock.now() + limits.timeBudgetMs;
  let filesRead = 0;
  let filesParsed = 0;
  for (const wanted of search.packages) results.set(wanted.key, unseen);
  for (const family of families) {
    const packages = search.packages.filter((wanted) => wanted.ecosystem === family.ecosystem);
    if (packages.length === 0) continue;
    const bound = family.searchFor(packages);
    const evidence = await readFamily(family, bound, paths, { ...search, limits, endsAtMs }, problems);
    filesRead += evidence.sources;
    filesParsed += evidence.parsed;
    for (const wanted of packages) results.set(wanted.key, judge(wanted, bound, evidence, limits));
  }
  return { results, filesRead, filesParsed, problems };
}
