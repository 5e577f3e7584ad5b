import type { Scope } from '@maximus/contracts';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { own, ownString, stringsOf, tableOf } from '../json.ts';
import { createProblemList } from '../problem-list/index.ts';
import {
  buildLockGraph,
  folderOf,
  integrityOf,
  type LockEntry,
  type LockedPackage,
  normaliseName,
  parseRequirement,
  readLockEntries,
  readPyproject,
  reportUnversioned,
  scopeOfGroup,
  sourceQualifiers,
  unsupportedVersion,
  type Wanted,
  wantedOf,
} from '../python/index.ts';
import { parseToml } from '../toml/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';

/**
 * Reads pdm.lock and the pyproject.toml beside it. An entry with `extras` repeats a package for what the extras add; it
 * is folded into the entry without. Fails with `inventory.malformed`, `too_deep` or `unsupported_version`.
 */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const toml = await parseToml(input.path, input.text);
  if (!toml.ok) return toml;
  if (own(toml.value, 'metadata') === undefined && own(toml.value, 'package') === undefined) {
    return fail(errors.malformed('neither metadata nor packages', { file: input.path, line: 1 }));
  }
  const metadata = tableOf(toml.value, 'metadata');
  const version = own(metadata, 'lock_version');
  if (version !== undefined && !(typeof version === 'string' && /^[234](\.|$)/.test(version))) {
    return unsupportedVersion(input.path, 'pdm.lock', version, 'versions 2 to 4');
  }
  const problems = createProblemList();
  const entries = readLockEntries(input.path, input.text, toml.value, 'package', problems);
  if (!entries.ok) return entries;

  const pyproject = await readPyproject(input.files, folderOf(input.path));
  problems.push(pyproject.problems);
  const extrasOfProject = pyproject.extras;
  const packages = foldExtras(entries.value, tableOf(metadata, 'files'), (groups) => scopeOf(groups, extrasOfProject));
  for (const { entry, locked } of packages) {
    if (!locked.local && entry.version === undefined) reportUnversioned(input.path, entry, problems);
  }
  return ok(
    buildLockGraph({
      path: input.path,
      packages: packages.map((each) => each.locked),
      asked: pyproject.asked,
      hasEdges: true,
      problems: problems.list(),
      consumed: pyproject.consumed,
    }),
  );
}

interface Folded {
  readonly entry: LockEntry;
  readonly locked: LockedPackage;
}

function foldExtras(
  entries: readonly LockEntry[],
  digests: Record<string, unknown>,
  scope: (groups: readonly string[]) => Scope | undefined,
): readonly Folded[] {
  const extrasByKey = new Map<string, Map<string, readonly Wanted[]>>();
  const groupsByKey = new Map<string, Set<string>>();
  const plain = new Set<string>();
  for (const entry of entries) {
    const key = identity(entry);
    const extras = stringsOf(entry.record, 'extras');
    if (extras.length === 0) plain.add(key);
    const known = extrasByKey.get(key) ?? new Map<string, readonly Wanted[]>();
    for (const extra of extras) {
      const name = normaliseName(extra);
      known.set(name, [...(known.get(name) ?? []), ...dependenciesOf(entry.record)]);
    }
    extrasByKey.set(key, known);
    const groups = groupsByKey.get(key) ?? new Set<string>();
    for (const group of stringsOf(entry.record, 'groups')) groups.add(group);
    groupsByKey.set(key, groups);
  }
  const folded: Folded[] = [];
  for (const entry of entries) {
    const key = identity(entry);
    const isExtra = stringsOf(entry.record, 'extras').length > 0;
    if (isExtra && plain.has(key)) continue;
    if (isExtra) plain.add(key);
    const extras = extrasByKey.get(key) ?? new Map<string, readonly Wanted[]>();
    const own = scope([...(groupsByKey.get(key) ?? [])]);
    folded.push({ entry, locked: lockedPackage(entry, digests, extras, own, isExtra) });
  }
  return folded;
}

function identity(entry: LockEntry): string {
  const source = ['path', 'url', 'git'].map((each) => ownString(entry.record, each) ?? '').join(' ');
  return `${entry.name}@${entry.version ?? ''} ${source}`;
}

function lockedPackage(
  entry: LockEntry,
  digests: Record<string, unknown>,
  extras: ReadonlyMap<string, readonly Wanted[]>,
  scope: Scope | undefined,
  onlyWithExtras: boolean,
): LockedPackage {
  const { record } = entry;
  const written = `${ownString(record, 'name') ?? ''} ${entry.version ?? ''}`;
  const integrity = integrityOf(own(record, 'files') ?? own(digests, written));
  const qualifiers = qualifiersOf(record);
  const path = ownString(record, 'path');
  return {
    name: entry.name,
    local: path !== undefined && !path.endsWith('.whl') && integrity === undefined,
    ...(entry.version === undefined ? {} : { version: entry.version }),
    ...(entry.line === undefined ? {} : { line: entry.line }),
    ...(scope === undefined ? {} : { scope }),
    ...(integrity === undefined ? {} : { integrity }),
    ...(qualifiers === undefined ? {} : { qualifiers }),
    dependencies: onlyWithExtras ? [] : dependenciesOf(record),
    ...(extras.size === 0 ? {} : { extras }),
  };
}

/** `default` is the project itself; the other groups are its extras or its development groups. */
function scopeOf(groups: readonly string[], extrasOfProject: ReadonlySet<string>): Scope | undefined {
  if (groups.length === 0) return undefined;
  const scopes = new Set(groups.map((group) => (extrasOfProject.has(group) ? 'optional' : scopeOfGroup(group))));
  if (scopes.has('prod')) return 'prod';
  return scopes.has('optional') ? 'optional' : 'dev';
}

function dependenciesOf(record: Record<string, unknown>): readonly Wanted[] {
  const wanted: Wanted[] = [];
  for (const text of stringsOf(record, 'dependencies')) {
    const requirement = parseRequirement(text);
    if (requirement !== undefined) wanted.push(wantedOf(requirement));
  }
  return wanted;
}

function qualifiersOf(record: Record<string, unknown>) {
  const git = ownString(record, 'git');
  if (git !== undefined) {
    const revision = ownString(record, 'revision') ?? ownString(record, 'ref');
    return sourceQualifiers({ kind: 'git', url: git, ...(revision === undefined ? {} : { revision }) });
  }
  const url = ownString(record, 'url');
  return url === undefined ? undefined : sourceQualifiers({ kind: 'url', url });
}
