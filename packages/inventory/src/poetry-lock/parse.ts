import type { Scope } from '@maximus/contracts';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { isRecord, own, ownString, stringsOf, tableOf } from '../json.ts';
import { createProblemList } from '../problem-list/index.ts';
import {
  buildLockGraph,
  folderOf,
  integrityOf,
  type LockEntry,
  type LockedPackage,
  normaliseName,
  parseRequirement,
  poetryWanted,
  readLockEntries,
  readPyproject,
  reportUnversioned,
  scopeOfGroup,
  sourceQualifiers,
  unsupportedVersion,
  type Wanted,
} from '../python/index.ts';
import { parseToml } from '../toml/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';

/**
 * Reads poetry.lock and the pyproject.toml beside it. Packages whose source is a directory are the project's own code.
 * Fails with `inventory.malformed`, `too_deep` or `unsupported_version`.
 */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const toml = await parseToml(input.path, input.text);
  if (!toml.ok) return toml;
  if (own(toml.value, 'metadata') === undefined && own(toml.value, 'package') === undefined) {
    return fail(errors.malformed('neither metadata nor packages', { file: input.path, line: 1 }));
  }
  const metadata = tableOf(toml.value, 'metadata');
  const version = own(metadata, 'lock-version');
  // Poetry before 1.0.1 wrote no version; an empty lock may have no metadata either.
  if (version !== undefined && !(typeof version === 'string' && /^[12]\./.test(version))) {
    return unsupportedVersion(input.path, 'poetry.lock', version, 'versions 1 and 2');
  }
  const problems = createProblemList();
  const entries = readLockEntries(input.path, input.text, toml.value, 'package', problems);
  if (!entries.ok) return entries;

  const digests = tableOf(metadata, 'files');
  const packages = entries.value.map((entry) => {
    const locked = lockedPackage(entry, digests);
    if (!locked.local && entry.version === undefined) reportUnversioned(input.path, entry, problems);
    return locked;
  });
  const pyproject = await readPyproject(input.files, folderOf(input.path));
  problems.push(pyproject.problems);
  const { asked, consumed } = pyproject;
  return ok(buildLockGraph({ path: input.path, packages, asked, hasEdges: true, problems: problems.list(), consumed }));
}

function lockedPackage(entry: LockEntry, digests: Record<string, unknown>): LockedPackage {
  const { record } = entry;
  const source = tableOf(record, 'source');
  const type = ownString(source, 'type');
  const qualifiers = qualifiersOf(type, source);
  // Lock version 1 keeps the digests of all packages in one table at the end, under the name as it is written.
  const integrity = integrityOf(own(record, 'files') ?? own(digests, ownString(record, 'name') ?? ''));
  const scope = scopeOf(record);
  const { always, extras } = dependenciesOf(record);
  return {
    name: entry.name,
    local: type === 'directory',
    ...(entry.version === undefined ? {} : { version: entry.version }),
    ...(entry.line === undefined ? {} : { line: entry.line }),
    ...(scope === undefined ? {} : { scope }),
    ...(integrity === undefined ? {} : { integrity }),
    ...(qualifiers === undefined ? {} : { qualifiers }),
    dependencies: always,
    ...(extras.size === 0 ? {} : { extras }),
  };
}

/** Lock 2.1 has `groups`, lock 1 has `category`; lock 2.0 has neither and leaves it to what pyproject.toml reaches. */
function scopeOf(record: Record<string, unknown>): Scope | undefined {
  const optional = own(record, 'optional') === true;
  const groups = stringsOf(record, 'groups');
  if (groups.length > 0) {
    const scopes = new Set(groups.map(scopeOfGroup));
    if (scopes.has('prod')) return optional ? 'optional' : 'prod';
    return scopes.has('optional') ? 'optional' : 'dev';
  }
  const category = ownString(record, 'category');
  if (category === 'dev') return 'dev';
  if (optional) return 'optional';
  return category === 'main' ? 'prod' : undefined;
}

function qualifiersOf(type: string | undefined, source: Record<string, unknown>) {
  const url = ownString(source, 'url');
  if (url === undefined) return undefined;
  if (type === 'url') return sourceQualifiers({ kind: 'url', url });
  if (type !== 'git') return undefined;
  const revision = ownString(source, 'resolved_reference') ?? ownString(source, 'reference');
  return sourceQualifiers({ kind: 'git', url, ...(revision === undefined ? {} : { revision }) });
}

/** A dependency marked optional only counts for the extras of the package that list it. */
function dependenciesOf(record: Record<string, unknown>) {
  const always: Wanted[] = [];
  const optional = new Map<string, readonly Wanted[]>();
  for (const [name, value] of Object.entries(tableOf(record, 'dependencies'))) {
    const wanted = poetryWanted(name, value);
    const variants = Array.isArray(value) ? value : [value];
    if (variants.every((each) => isRecord(each) && own(each, 'optional') === true)) {
      optional.set(normaliseName(name), wanted);
    } else for (const each of wanted) always.push(each);
  }
  const extras = new Map<string, readonly Wanted[]>();
  if (optional.size === 0) return { always, extras };
  const lists = tableOf(record, 'extras');
  for (const extra of Object.keys(lists)) {
    const names = stringsOf(lists, extra).map((text) => parseRequirement(text)?.name ?? '');
    extras.set(
      normaliseName(extra),
      names.flatMap((name) => optional.get(name) ?? []),
    );
  }
  return { always, extras };
}
