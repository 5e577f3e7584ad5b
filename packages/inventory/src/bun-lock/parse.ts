import { fail, ok, type Result } from '@maximus/kernel';
import { buildGraph, type DraftComponent, type DraftEdge, type RootEdge } from '../dependency-graph/index.ts';
import { errors } from '../errors.ts';
import { isRecord, own, ownString, parseJson, shapeFault, tableOf } from '../json.ts';
import { purlOf, type Source, sourceOf } from '../node-source/index.ts';
import { VersionRules } from '../npm-overrides/index.ts';
import { createProblemList, type ProblemList } from '../problem-list/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';
import { entryLines } from './entry-lines.ts';
import { type BunPackage, type BunRequest, isOwnFolder, readPackage, readRequests, requestFault } from './packages.ts';
import { resolveKey } from './resolve.ts';
import { toStrictJson } from './strict-json.ts';

// Version 3 nests overrides below a parent; where packages lie it says as before.
const newest = 3;

/** Parses bun.lock: workspaces, overrides, patches and catalogs are all in the file. */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const json = parseJson(input.path, toStrictJson(input.text));
  if (!json.ok) return json;
  const version = isRecord(json.value) ? own(json.value, 'lockfileVersion') : undefined;
  if (!isRecord(json.value) || typeof version !== 'number') {
    return fail(errors.malformed('no lockfileVersion', { file: input.path, line: 1 }));
  }
  if (version > newest) {
    const message = `lockfileVersion ${version} is newer than ${newest}`;
    return fail(errors.unsupported_version(message, { file: input.path, line: 1 }));
  }
  return ok(readLock(input, json.value));
}

function readLock(input: ParseInput, lock: Record<string, unknown>): ParsedFile {
  const problems = createProblemList();
  const lines = entryLines(input.text);
  for (const key of ['packages', 'workspaces']) {
    const fault = shapeFault(input, lock, key);
    if (fault !== undefined) problems.add('shape', () => fault);
  }
  const section = own(lock, 'packages');
  const packages: BunPackage[] = [];
  for (const [key, value] of isRecord(section) ? Object.entries(section) : []) {
    const entry = readPackage(key, value);
    const line = lines.get(key);
    const where = { file: input.path, ...(line === undefined ? {} : { line }) };
    if (entry === undefined) problems.add('entry', () => errors.malformed(`${key.slice(0, 120)} is no package`, where));
    else packages.push(entry);
  }
  const folders = new Set(packages.filter(({ reference }) => isOwnFolder(reference)).map(({ key }) => key));
  const keys = new Set(packages.map(({ key }) => key));
  const catalogs = readCatalogs(lock);
  const rules = readRules(lock);
  const patches = own(lock, 'patchedDependencies');
  const drafts = new Map<string, DraftComponent>();
  const roots = workspaceRoots(input, lock, problems, keys, folders, catalogs);
  for (const entry of packages) {
    if (folders.has(entry.key)) {
      if (entry.reference.startsWith('workspace:')) continue;
      for (const root of rootsOf(entry.requests, entry.key, keys, folders, catalogs)) roots.push(root);
      continue;
    }
    drafts.set(entry.key, toDraft(entry, lines.get(entry.key), edgesOf(entry, keys, folders), rules, patches));
  }
  return buildGraph({ path: input.path, drafts, roots, problems: problems.list() });
}

function workspaceRoots(
  input: ParseInput,
  lock: Record<string, unknown>,
  problems: ProblemList,
  keys: ReadonlySet<string>,
  folders: ReadonlySet<string>,
  catalogs: ReadonlyMap<string, string>,
): RootEdge[] {
  const workspaces = tableOf(lock, 'workspaces');
  return Object.entries(workspaces).flatMap(([folder, facts]) => {
    const fault = isRecord(facts) ? requestFault(input, facts) : shapeFault(input, workspaces, folder);
    if (fault !== undefined) problems.add('workspace', () => fault);
    if (!isRecord(facts)) return [];
    const from = folder === '' ? '' : (ownString(facts, 'name') ?? '');
    return rootsOf(readRequests(facts), from, keys, folders, catalogs);
  });
}

function rootsOf(
  requests: readonly BunRequest[],
  from: string,
  keys: ReadonlySet<string>,
  folders: ReadonlySet<string>,
  catalogs: ReadonlyMap<string, string>,
): RootEdge[] {
  return requests.flatMap(({ name, range, kind }): RootEdge[] => {
    const to = resolveKey(keys, from, name) ?? name;
    if (folders.has(to)) return [];
    return [{ to, scope: kind, requested: catalogs.get(`${range} ${name}`) ?? range }];
  });
}

function edgesOf(entry: BunPackage, keys: ReadonlySet<string>, folders: ReadonlySet<string>): DraftEdge[] {
  return entry.requests.flatMap(({ name, range, kind }): DraftEdge[] => {
    if (kind === 'dev') return [];
    const to = resolveKey(keys, entry.key, name);
    if (to !== undefined && folders.has(to)) return [];
    // A peer may be left to the project; a bundled package's own needs come with it.
    if (to === undefined && kind === 'peer') return [];
    return [{ to: to ?? name, requested: range, ...(kind === 'optional' ? { optional: true } : {}) }];
  });
}

function toDraft(
  entry: BunPackage,
  line: number | undefined,
  dependsOn: readonly DraftEdge[],
  rules: VersionRules,
  patches: unknown,
): DraftComponent {
  const { name, reference, integrity } = entry;
  const source = sourceOfReference(reference, name);
  const version = source.kind === 'registry' ? reference : undefined;
  const patch = isRecord(patches) ? ownString(patches, `${name}@${reference}`) : undefined;
  const override =
    patch === undefined ? rules.deciding(name, version) : `patchedDependencies.${name}@${reference} = ${patch}`;
  return {
    ecosystem: 'npm',
    name,
    ...(version === undefined ? {} : { version }),
    purl: purlOf(name, version, source),
    ...(line === undefined ? {} : { line }),
    ...(integrity === undefined ? {} : { integrity }),
    ...(override === undefined ? {} : { override }),
    dependsOn,
  };
}

/** A version has neither a protocol nor a slash; `github:o/r#commit` and addresses do, and hide the version. */
function sourceOfReference(reference: string, name: string): Source {
  if (!reference.includes(':') && !reference.includes('/')) return { kind: 'registry' };
  const source = sourceOf(reference, name);
  return source.kind === 'registry'
    ? reference.startsWith('http')
      ? { kind: 'remote', url: reference }
      : { kind: 'file' }
    : source;
}

function readRules(lock: Record<string, unknown>): VersionRules {
  const rules = new VersionRules();
  const overrides = own(lock, 'overrides');
  if (!isRecord(overrides)) return rules;
  for (const name of Object.keys(overrides)) {
    const value = ownString(overrides, name);
    if (value !== undefined) rules.add('overrides', name, { name, limited: false }, value);
  }
  return rules;
}

/** Ranges by what a workspace writes and the name: `catalog: react` → `^18.2.0`. */
function readCatalogs(lock: Record<string, unknown>): Map<string, string> {
  const ranges = new Map<string, string>();
  const add = (reference: string, entries: unknown): void => {
    if (!isRecord(entries)) return;
    for (const name of Object.keys(entries)) {
      const range = ownString(entries, name);
      if (range !== undefined) ranges.set(`${reference} ${name}`, range);
    }
  };
  add('catalog:', own(lock, 'catalog'));
  const named = own(lock, 'catalogs');
  if (isRecord(named)) for (const name of Object.keys(named)) add(`catalog:${name}`, own(named, name));
  return ranges;
}
