import type { Reachability } from '@maximus/contracts';
import type { AppError } from '@maximus/kernel';
import { errors } from './errors.ts';
import { javascript } from './javascript/index.ts';
import { python } from './python/index.ts';
import type { Family, FamilySearch, FoundImport, ImportReport, ImportSearch, Limits, WantedPackage } from './types.ts';

/** Changes when the same source would give another answer. */
export const ruleVersion = 'imports/1';

const families: readonly Family[] = [javascript, python];
const defaults: Limits = { maxFiles: 20_000, maxFileBytes: 1_048_576, timeBudgetMs: 10_000, maxLocations: 10 };

/** What a family's files said. */
interface Evidence {
  readonly found: Map<string, (FoundImport & { readonly file: string })[]>;
  /** Packages named in a file that could not be read as its language: their absence proves nothing. */
  readonly doubtful: Set<string>;
  sources: number;
  parsed: number;
  complete: boolean;
}

/**
 * Looks for imports of packages in the project's own source. It is evidence, and never the reason to drop a finding:
 * `imported` with file and line; `not_imported` only for a direct dependency, when every file was read and no module
 * name is computed; `unknown` for everything else. Executes nothing. Rejects only where `files` does.
 */
export async function findImports(search: ImportSearch): Promise<ImportReport> {
  const limits = { ...defaults, ...search.limits };
  const results = new Map<string, Reachability>();
  const problems: AppError[] = [];
  const paths = [...(await search.files.paths())].sort();
  const endsAtMs = search.clock.now() + limits.timeBudgetMs;
  let filesRead = 0;
  let filesParsed = 0;
  for (const wanted of search.packages) results.set(wanted.key, answer('unknown', []));
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

interface Run extends ImportSearch {
  readonly limits: Limits;
  readonly endsAtMs: number;
}

async function readFamily(
  family: Family,
  bound: FamilySearch,
  paths: readonly string[],
  run: Run,
  problems: AppError[],
): Promise<Evidence> {
  const evidence: Evidence = { found: new Map(), doubtful: new Set(), sources: 0, parsed: 0, complete: true };
  const fault = (error: AppError) => {
    evidence.complete = false;
    problems.push(error);
  };
  const opaque = paths.filter((path) => family.claims(path) === 'opaque');
  if (opaque[0] !== undefined) {
    fault(
      errors.file_unreadable(`${opaque.length} files import and are not read, the first is ${opaque[0]}`, {
        count: opaque.length,
      }),
    );
  }
  const sources = paths.filter((path) => family.claims(path) === 'source');
  const dynamic: string[] = [];
  for (const path of sources) {
    if (evidence.sources >= run.limits.maxFiles) {
      fault(errors.limit_reached(`only ${run.limits.maxFiles} of ${sources.length} ${family.id} files were read`));
      break;
    }
    if (run.clock.now() > run.endsAtMs) {
      fault(errors.limit_reached(`the time ended after ${evidence.sources} of ${sources.length} ${family.id} files`));
      break;
    }
    const text = await run.files.read(path);
    if (!text.ok || text.value.length > run.limits.maxFileBytes) {
      const why = text.ok ? `it is larger than ${run.limits.maxFileBytes} bytes` : text.error.message;
      fault(errors.file_unreadable(`not read: ${why}`, { file: path }));
      continue;
    }
    evidence.sources += 1;
    const look = bound.look(text.value);
    if (look.mentioned.size === 0 && !look.mayBeDynamic) continue;
    try {
      const parsed = await bound.parse(path, text.value);
      evidence.parsed += 1;
      if (parsed.broken) for (const key of look.mentioned) evidence.doubtful.add(key);
      for (const line of parsed.dynamicLines) dynamic.push(`${path}:${line}`);
      for (const each of parsed.imports) {
        for (const key of bound.owners(each.module)) {
          const list = evidence.found.get(key);
          if (list === undefined) evidence.found.set(key, [{ ...each, file: path }]);
          else list.push({ ...each, file: path });
        }
      }
    } catch (cause) {
      fault(errors.parser_unavailable(`the parser for ${family.id} cannot be used`, {}, cause));
      break;
    }
  }
  if (dynamic[0] !== undefined) {
    fault(
      errors.computed_import(`${dynamic.length} imports have a computed name, the first at ${dynamic[0]}`, {
        count: dynamic.length,
      }),
    );
  }
  return evidence;
}

function judge(wanted: WantedPackage, bound: FamilySearch, evidence: Evidence, limits: Limits): Reachability {
  const found = evidence.found.get(wanted.key) ?? [];
  const isImported = found.some((each) => !each.typeOnly);
  const listed = found
    .sort((a, b) => Number(a.typeOnly) - Number(b.typeOnly) || Number(isTest(a.file)) - Number(isTest(b.file)))
    .slice(0, limits.maxLocations);
  if (isImported) return answer('imported', listed);
  const isAbsenceProof =
    evidence.complete &&
    evidence.sources > 0 &&
    wanted.direct &&
    !evidence.doubtful.has(wanted.key) &&
    bound.isDecisive(wanted);
  return answer(isAbsenceProof ? 'not_imported' : 'unknown', listed);
}

function answer(
  state: Reachability['state'],
  found: readonly (FoundImport & { readonly file: string })[],
): Reachability {
  return {
    state,
    locations: found.map(({ file, line, snippet }) => ({ file, line, snippet })),
    rule_version: ruleVersion,
  };
}

/** A path that people give to tests: such places are listed behind the others. */
function isTest(path: string): boolean {
  return /(?:^|\/)(?:tests?|__tests__|specs?|e2e)\/|[._-](?:test|spec)\.[a-z]+$|(?:^|\/)test_[^/]*\.py$/i.test(path);
}
