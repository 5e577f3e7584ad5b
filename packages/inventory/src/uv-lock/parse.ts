import { ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { isRecord, own, ownString, stringsOf, tableOf } from '../json.ts';
import { createProblemList, type ProblemList } from '../problem-list/index.ts';
import {
  type Asked,
  buildLockGraph,
  integrityOf,
  type LockEntry,
  type LockedPackage,
  normaliseName,
  readLockEntries,
  reportUnversioned,
  scopeOfGroup,
  sourceQualifiers,
  unsupportedVersion,
  type Wanted,
} from '../python/index.ts';
import { parseToml } from '../toml/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';
import { readMemberManifests, type UvRequest } from './manifests.ts';

/**
 * Reads uv.lock. Entries whose source is `editable`, `virtual` or `directory` are the project's own code: no components,
 * and what they depend on is direct. Fails with `inventory.malformed`, `too_deep` or `unsupported_version`.
 */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const toml = await parseToml(input.path, input.text);
  if (!toml.ok) return toml;
  const lock = toml.value;
  if (own(lock, 'version') !== 1) return unsupportedVersion(input.path, 'uv.lock', own(lock, 'version'), 'version 1');
  const problems = createProblemList();
  const entries = readLockEntries(input.path, input.text, lock, 'package', problems);
  if (!entries.ok) return entries;

  const manifest = tableOf(lock, 'manifest');
  const overrides = overridesOf(manifest);
  const asked: Asked[] = askedOfManifest(manifest);
  const packages: LockedPackage[] = [];
  const folders: string[] = [];
  for (const entry of entries.value) {
    const source = tableOf(entry.record, 'source');
    const local = ['editable', 'virtual', 'directory'].some((kind) => own(source, kind) !== undefined);
    if (local) {
      folders.push(
        ownString(source, 'editable') ?? ownString(source, 'virtual') ?? ownString(source, 'directory') ?? '',
      );
      for (const each of askedOfMember(entry.record)) asked.push(each);
      packages.push({ name: entry.name, local, dependencies: [] });
    } else {
      if (entry.version === undefined) reportUnversioned(input.path, entry, problems);
      packages.push(lockedPackage(entry, source, overrides.get(entry.name)));
    }
  }
  const manifests = await readMemberManifests(input, folders);
  problems.push(manifests.problems);
  const held = new Set([...packages.map(({ name }) => name), ...conditionalNames(manifest, entries.value)]);
  for (const request of manifests.requests) if (!held.has(request.name)) reportMissing(input.path, request, problems);
  const known = asked.length > 0 || packages.some((each) => each.local);
  return ok(
    buildLockGraph({
      path: input.path,
      packages,
      asked: known ? asked : undefined,
      hasEdges: true,
      problems: problems.list(),
      consumed: manifests.consumed,
    }),
  );
}

/**
 * Names that may be without an entry: of a package that the lock lists with a marker, for an environment that the project
 * excludes (`requires-python`, `environments`), and those that the project overrides or leaves out on purpose.
 */
function conditionalNames(manifest: Record<string, unknown>, entries: readonly LockEntry[]): readonly string[] {
  const lists: unknown[] = [own(manifest, 'requirements'), ...Object.values(tableOf(manifest, 'dependency-groups'))];
  for (const { record } of entries) {
    const metadata = tableOf(record, 'metadata');
    lists.push(own(metadata, 'requires-dist'), ...Object.values(tableOf(metadata, 'requires-dev')));
  }
  const marked = lists.flatMap((list) =>
    Array.isArray(list) ? list.filter((each) => isRecord(each) && own(each, 'marker') !== undefined) : [],
  );
  const left = stringsOf(manifest, 'excludes').map(normaliseName);
  return [...wantedList(marked), ...wantedList(own(manifest, 'overrides'))].map(({ name }) => name).concat(left);
}

function reportMissing(path: string, { name, manifest }: UvRequest, problems: ProblemList): void {
  const said = `"${name.slice(0, 100)}" is asked for by ${manifest}, but not in the lock file`;
  problems.add('missing', () => errors.lock_outdated(said, { file: path, line: 1 }));
}

function lockedPackage(entry: LockEntry, source: Record<string, unknown>, override: string | undefined): LockedPackage {
  const extras = new Map<string, readonly Wanted[]>();
  for (const [extra, list] of Object.entries(tableOf(entry.record, 'optional-dependencies'))) {
    extras.set(normaliseName(extra), wantedList(list));
  }
  const sdist = own(entry.record, 'sdist');
  const wheels = own(entry.record, 'wheels');
  const integrity = integrityOf([sdist, ...(Array.isArray(wheels) ? wheels : [])]);
  const qualifiers = qualifiersOf(source);
  return {
    name: entry.name,
    local: false,
    ...(entry.version === undefined ? {} : { version: entry.version }),
    ...(entry.line === undefined ? {} : { line: entry.line }),
    ...(integrity === undefined ? {} : { integrity }),
    ...(override === undefined ? {} : { override }),
    ...(qualifiers === undefined ? {} : { qualifiers }),
    dependencies: wantedList(own(entry.record, 'dependencies')),
    ...(extras.size === 0 ? {} : { extras }),
  };
}

/** A git source is `https://host/repo?rev=v1#<commit>`; `withoutCredentials` drops what follows the path. */
function qualifiersOf(source: Record<string, unknown>): Readonly<Record<string, string>> | undefined {
  const git = ownString(source, 'git');
  if (git !== undefined) {
    const hash = git.lastIndexOf('#');
    return sourceQualifiers({ kind: 'git', url: git, ...(hash === -1 ? {} : { revision: git.slice(hash + 1) }) });
  }
  const url = ownString(source, 'url');
  return url === undefined ? undefined : sourceQualifiers({ kind: 'url', url });
}

/** What a workspace member asks for: its dependencies, extras and groups, with the ranges of its metadata. */
function askedOfMember(record: Record<string, unknown>): readonly Asked[] {
  const metadata = tableOf(record, 'metadata');
  const ranges = rangesOf(own(metadata, 'requires-dist'));
  const asked: Asked[] = wantedList(own(record, 'dependencies'), ranges).map((each) => ({ ...each, scope: 'prod' }));
  for (const list of Object.values(tableOf(record, 'optional-dependencies'))) {
    for (const each of wantedList(list, ranges)) asked.push({ ...each, scope: 'optional' });
  }
  const groupRanges = tableOf(metadata, 'requires-dev');
  for (const [group, list] of Object.entries(tableOf(record, 'dev-dependencies'))) {
    const scope = scopeOfGroup(group);
    for (const each of wantedList(list, rangesOf(own(groupRanges, group)))) asked.push({ ...each, scope });
  }
  return asked;
}

/** A script's requirements and the groups of a project without a package stand in `[manifest]`. */
function askedOfManifest(manifest: Record<string, unknown>): Asked[] {
  const asked: Asked[] = wantedList(own(manifest, 'requirements')).map((each) => ({ ...each, scope: 'prod' }));
  for (const [group, list] of Object.entries(tableOf(manifest, 'dependency-groups'))) {
    const scope = scopeOfGroup(group);
    for (const each of wantedList(list)) asked.push({ ...each, scope });
  }
  return asked;
}

function overridesOf(manifest: Record<string, unknown>): ReadonlyMap<string, string> {
  const rules = wantedList(own(manifest, 'overrides'));
  return new Map(rules.map((rule) => [rule.name, `override-dependencies: ${rule.name}${rule.requested ?? ''}`]));
}

function rangesOf(list: unknown): ReadonlyMap<string, string> {
  const ranges = new Map<string, Set<string>>();
  for (const wanted of wantedList(list)) {
    if (wanted.requested === undefined) continue;
    ranges.set(wanted.name, (ranges.get(wanted.name) ?? new Set()).add(wanted.requested));
  }
  return new Map([...ranges].map(([name, texts]) => [name, [...texts].join(' || ')]));
}

function wantedList(list: unknown, ranges?: ReadonlyMap<string, string>): readonly Wanted[] {
  if (!Array.isArray(list)) return [];
  const wanted: Wanted[] = [];
  for (const item of list) {
    const rawName = isRecord(item) ? ownString(item, 'name') : undefined;
    if (!isRecord(item) || rawName === undefined) continue;
    const name = normaliseName(rawName);
    const version = ownString(item, 'version');
    const requested = ownString(item, 'specifier') ?? ranges?.get(name);
    const extras = own(item, 'extra') ?? own(item, 'extras');
    wanted.push({
      name,
      extras: Array.isArray(extras) ? extras.filter((each) => typeof each === 'string').map(normaliseName) : [],
      ...(version === undefined ? {} : { version }),
      ...(requested === undefined || requested === '' ? {} : { requested }),
    });
  }
  return wanted;
}
