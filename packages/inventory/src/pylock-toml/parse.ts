import { ok, type Result } from '@maximus/kernel';
import { isRecord, own, ownString, stringsOf, tableOf } from '../json.ts';
import { createProblemList } from '../problem-list/index.ts';
import {
  artefactOfName,
  buildLockGraph,
  folderOf,
  integrityOf,
  type LockEntry,
  type LockedPackage,
  normaliseName,
  readLockEntries,
  readPyproject,
  reportUnversioned,
  sourceQualifiers,
  unsupportedVersion,
  type Wanted,
} from '../python/index.ts';
import { parseToml } from '../toml/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';
import { createMarkerScopes } from './marker-scopes.ts';

/**
 * Reads pylock.toml and the pyproject.toml beside it. A package with a `directory` is the project's own code. Fails with
 * `inventory.malformed`, `too_deep` or `unsupported_version`. Rule: PEP 751.
 */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const toml = await parseToml(input.path, input.text);
  if (!toml.ok) return toml;
  const lock = toml.value;
  const version = own(lock, 'lock-version');
  if (typeof version !== 'string' || !/^1(\.|$)/.test(version)) {
    return unsupportedVersion(input.path, 'pylock.toml', version, 'version 1');
  }
  const problems = createProblemList();
  const entries = readLockEntries(input.path, input.text, lock, 'packages', problems);
  if (!entries.ok) return entries;

  const scopeOf = createMarkerScopes({
    extras: stringsOf(lock, 'extras'),
    groups: stringsOf(lock, 'dependency-groups'),
    defaultGroups: stringsOf(lock, 'default-groups'),
  });
  let hasEdges = false;
  const packages = entries.value.map((entry): LockedPackage => {
    const dependencies = wantedOfList(own(entry.record, 'dependencies'));
    if (dependencies.length > 0) hasEdges = true;
    const locked = lockedPackage(entry, dependencies);
    if (!locked.local && locked.version === undefined) reportUnversioned(input.path, entry, problems);
    return { ...locked, scope: scopeOf(ownString(entry.record, 'marker')) };
  });
  const pyproject = await readPyproject(input.files, folderOf(input.path));
  problems.push(pyproject.problems);
  const { asked, consumed } = pyproject;
  return ok(buildLockGraph({ path: input.path, packages, asked, hasEdges, problems: problems.list(), consumed }));
}

function lockedPackage(entry: LockEntry, dependencies: readonly Wanted[]): LockedPackage {
  const { record } = entry;
  const archive = tableOf(record, 'archive');
  const sdist = own(record, 'sdist');
  const wheels = own(record, 'wheels');
  const integrity = integrityOf([sdist, ...(Array.isArray(wheels) ? wheels : []), archive]);
  const qualifiers = qualifiersOf(record, archive);
  const location = ownString(archive, 'url') ?? ownString(archive, 'path');
  const version = entry.version ?? (location === undefined ? undefined : artefactOfName(location)?.version);
  return {
    name: entry.name,
    local: isRecord(own(record, 'directory')),
    ...(version === undefined ? {} : { version }),
    ...(entry.line === undefined ? {} : { line: entry.line }),
    ...(integrity === undefined ? {} : { integrity }),
    ...(qualifiers === undefined ? {} : { qualifiers }),
    dependencies,
  };
}

function qualifiersOf(record: Record<string, unknown>, archive: Record<string, unknown>) {
  const vcs = tableOf(record, 'vcs');
  const repository = ownString(vcs, 'url');
  if (repository !== undefined) {
    const kind = ownString(vcs, 'type');
    const revision = ownString(vcs, 'commit-id') ?? ownString(vcs, 'requested-revision');
    return sourceQualifiers({
      kind: kind === 'hg' || kind === 'svn' || kind === 'bzr' ? kind : 'git',
      url: repository,
      ...(revision === undefined ? {} : { revision }),
    });
  }
  const url = ownString(archive, 'url');
  return url === undefined ? undefined : sourceQualifiers({ kind: 'url', url });
}

/** Dependencies are tables with as many keys of the meant entry as it takes to tell it apart. */
function wantedOfList(list: unknown): readonly Wanted[] {
  if (!Array.isArray(list)) return [];
  const wanted: Wanted[] = [];
  for (const item of list) {
    const name = isRecord(item) ? ownString(item, 'name') : undefined;
    if (!isRecord(item) || name === undefined) continue;
    const version = ownString(item, 'version');
    wanted.push({ name: normaliseName(name), extras: [], ...(version === undefined ? {} : { version }) });
  }
  return wanted;
}
