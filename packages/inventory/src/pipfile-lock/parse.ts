import type { Scope } from '@maximus/contracts';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { isRecord, own, ownString, parseJson, shapeFault, stringsOf, tableOf } from '../json.ts';
import { createLineFinder } from '../lines.ts';
import { createProblemList, type ProblemList } from '../problem-list/index.ts';
import {
  buildLockGraph,
  integrityOf,
  type LockedPackage,
  normaliseName,
  scopeOfGroup,
  sourceQualifiers,
  unsupportedVersion,
} from '../python/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';
import { readPipfile } from './pipfile.ts';

/**
 * Reads Pipfile.lock and the Pipfile beside it. A package locked at one version in several categories is one component
 * with the strongest scope. Fails with `inventory.malformed`, `too_deep` or `unsupported_version`.
 */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const json = parseJson(input.path, input.text);
  if (!json.ok) return json;
  if (!isRecord(json.value)) return fail(errors.malformed('not a JSON object', { file: input.path, line: 1 }));
  const lock = json.value;
  const spec = own(tableOf(lock, '_meta'), 'pipfile-spec');
  if (spec !== undefined && spec !== 6) return unsupportedVersion(input.path, 'pipfile-spec', spec, 'version 6');

  if (['_meta', 'default', 'develop'].every((key) => own(lock, key) === undefined)) {
    return fail(errors.malformed('neither metadata nor packages', { file: input.path, line: 1 }));
  }
  const problems = createProblemList();
  const packages = readCategories(input, lock, problems);
  const pipfile = await readPipfile(input.files, input.path);
  problems.push(pipfile.problems);
  const { asked, consumed } = pipfile;
  return ok(
    buildLockGraph({ path: input.path, packages, asked, hasEdges: false, problems: problems.list(), consumed }),
  );
}

function readCategories(
  input: ParseInput,
  lock: Record<string, unknown>,
  problems: ProblemList,
): readonly LockedPackage[] {
  const lineOf = createLineFinder(input.text);
  const packages: LockedPackage[] = [];
  const places = new Map<string, number>();
  for (const category of Object.keys(lock)) {
    if (category === '_meta') continue;
    lineOf(JSON.stringify(category));
    const fault = shapeFault(input, lock, category);
    if (fault !== undefined) problems.add('category', () => fault);
    const scope = scopeOfCategory(category);
    for (const [name, value] of Object.entries(tableOf(lock, category))) {
      const line = lineOf(JSON.stringify(name));
      if (!isRecord(value) || normaliseName(name) === '') {
        const where = { file: input.path, ...(line === undefined ? {} : { line }) };
        problems.add('entry', () => errors.malformed(`the entry "${name.slice(0, 100)}" is not a package`, where));
        continue;
      }
      const locked = lockedPackage(name, value, scope, line);
      if (!locked.local && locked.version === undefined) reportUnpinned(input.path, locked, problems);
      const key = `${locked.name}@${locked.version ?? ''}`;
      const before = places.get(key);
      const known = before === undefined ? undefined : packages[before];
      if (before === undefined || known === undefined) {
        places.set(key, packages.length);
        packages.push(locked);
      } else if (known.scope === 'dev' || scope === 'prod') packages[before] = { ...known, scope };
    }
  }
  return packages;
}

/** `default` and `develop` are Pipenv's own; other categories are named by the user. */
function scopeOfCategory(category: string): Scope {
  return category === 'develop' ? 'dev' : scopeOfGroup(category);
}

function lockedPackage(
  name: string,
  entry: Record<string, unknown>,
  scope: Scope,
  line: number | undefined,
): LockedPackage {
  const written = ownString(entry, 'version');
  const version = written === undefined ? undefined : /^={2,3}\s*([^\s*]+)$/.exec(written)?.[1];
  const integrity = integrityOf([...stringsOf(entry, 'hashes')].sort());
  const git = ownString(entry, 'git');
  const ref = ownString(entry, 'ref');
  const url = ownString(entry, 'file');
  const qualifiers =
    git === undefined
      ? url === undefined
        ? undefined
        : sourceQualifiers({ kind: 'url', url })
      : sourceQualifiers({ kind: 'git', url: git, ...(ref === undefined ? {} : { revision: ref }) });
  return {
    name: normaliseName(name),
    local: ownString(entry, 'path') !== undefined,
    scope,
    ...(version === undefined ? {} : { version }),
    ...(line === undefined ? {} : { line }),
    ...(integrity === undefined ? {} : { integrity }),
    ...(qualifiers === undefined ? {} : { qualifiers }),
    dependencies: [],
  };
}

function reportUnpinned(path: string, locked: LockedPackage, problems: ProblemList): void {
  const where = { file: path, ...(locked.line === undefined ? {} : { line: locked.line }) };
  const why = locked.qualifiers === undefined ? 'without a version' : 'by its source alone, without a version';
  problems.add('unpinned', () => errors.unresolved(`"${locked.name.slice(0, 100)}" is locked ${why}`, where));
}
