import { mapAt, textAt, textEntries, YamlMap } from '../block-yaml/index.ts';
import type { DraftComponent, DraftEdge, RootEdge } from '../dependency-graph/index.ts';
import { errors } from '../errors.ts';
import { purlOf, type Source, sourceOf } from '../node-source/index.ts';
import type { ProblemList } from '../problem-list/index.ts';
import { createKeyFinder, type DepPath, isLocal, isVersion, readDepPath } from './dep-path.ts';
import { decidedBy, type Overrides } from './overrides.ts';

/** One document's packages. */
export interface PackageTree {
  readonly drafts: ReadonlyMap<string, DraftComponent>;
  /** What folders of the project's own ask for (`file:` dependencies): they are no packages, their needs are ours. */
  readonly localRoots: readonly RootEdge[];
  /** The key of the component that a dependency means; `undefined` for a folder of the project's own. */
  readonly find: (alias: string, reference: string) => string | undefined;
}

/** What reading one document needs. */
export interface PackagesInput {
  readonly path: string;
  readonly document: YamlMap;
  readonly overrides: Overrides;
  readonly problems: ProblemList;
  /** Put before every key, so that two documents do not clash. */
  readonly prefix: string;
}

interface Entry {
  readonly key: string;
  readonly depPath: DepPath;
  /** Resolution, peers and flags. */
  readonly facts: YamlMap;
  /** Where the edges are: `snapshots` of version 9, else the same as `facts`. */
  readonly edges: YamlMap;
  readonly line: number;
}

/**
 * Reads `packages`, joined with `snapshots` where the file has them (version 9). One component per key, so that a
 * package installed with two sets of peers is two components whose edges differ.
 */
export function readPackages(input: PackagesInput): PackageTree {
  const entries = readEntries(input);
  const findKey = createKeyFinder(entries);
  const find = (alias: string, reference: string): string | undefined => {
    if (isLocal(reference)) return undefined;
    const key = findKey(alias, reference);
    if (key === undefined) return `${input.prefix}${alias}@${reference}`;
    const entry = entries.get(key);
    return entry !== undefined && isOwnFolder(entry) ? undefined : input.prefix + key;
  };
  const drafts = new Map<string, DraftComponent>();
  const localRoots: RootEdge[] = [];
  for (const entry of entries.values()) {
    const edges = readEdges(entry, find);
    if (isOwnFolder(entry)) {
      const scope = textAt(entry.facts, 'dev') === 'true' ? 'dev' : 'prod';
      for (const edge of edges) localRoots.push({ to: edge.to, scope: edge.optional === true ? 'optional' : scope });
    } else {
      const draft = toDraft(input, entry, edges);
      if (draft !== undefined) drafts.set(input.prefix + entry.key, draft);
    }
  }
  return { drafts, localRoots, find };
}

function readEntries({ document, problems, path }: PackagesInput): Map<string, Entry> {
  const packages = mapAt(document, 'packages') ?? new YamlMap();
  const snapshots = mapAt(document, 'snapshots');
  const entries = new Map<string, Entry>();
  const used = new Set<string>();
  const packageLines = new Map([...packages.values.keys()].map((key, at) => [key, packages.lines[at] ?? 1]));
  const add = (key: string, base: string, edges: unknown, line: number): void => {
    const facts = packages.values.get(base);
    if (edges instanceof YamlMap || edges === '') {
      const own = edges instanceof YamlMap ? edges : new YamlMap();
      const shared = facts instanceof YamlMap ? facts : new YamlMap();
      const depPath = readDepPath(key);
      entries.set(key, { key, depPath, facts: shared, edges: own, line: packageLines.get(base) ?? line });
    } else {
      problems.add('entry', () => errors.malformed('an entry is not a mapping', { file: path, line }));
    }
  };
  let at = 0;
  for (const [key, value] of snapshots?.values ?? []) {
    const base = readDepPath(key).base;
    used.add(base);
    add(key, base, value, snapshots?.lines[at++] ?? 1);
  }
  for (const [key, value] of packages.values) if (!used.has(key)) add(key, key, value, packageLines.get(key) ?? 1);
  return entries;
}

function isOwnFolder(entry: Entry): boolean {
  return textAt(mapAt(entry.facts, 'resolution'), 'type') === 'directory' || isFolderReference(entry);
}

/** `name@file:folder` has no resolution of its own where only the snapshot names it. */
function isFolderReference(entry: Entry): boolean {
  const { reference } = entry.depPath;
  return isLocal(reference) || (reference.startsWith('file:') && mapAt(entry.facts, 'resolution') === undefined);
}

function readEdges(entry: Entry, find: PackageTree['find']): DraftEdge[] {
  const edges: DraftEdge[] = [];
  const peers = mapAt(entry.facts, 'peerDependencies');
  for (const group of ['dependencies', 'optionalDependencies']) {
    for (const [alias, reference] of textEntries(mapAt(entry.edges, group))) {
      const to = find(alias, reference);
      if (to === undefined) continue;
      const requested = textAt(peers, alias);
      const optional = group === 'optionalDependencies';
      edges.push({ to, ...(requested === undefined ? {} : { requested }), ...(optional ? { optional } : {}) });
    }
  }
  return edges;
}

function toDraft(input: PackagesInput, entry: Entry, dependsOn: readonly DraftEdge[]): DraftComponent | undefined {
  const { depPath, facts, line } = entry;
  const name = textAt(facts, 'name') ?? depPath.name;
  if (name === '') {
    input.problems.add('name', () =>
      errors.malformed(`no package name in ${entry.key.slice(0, 120)}`, { file: input.path, line }),
    );
    return undefined;
  }
  // A runtime such as `node@runtime:24.0.0` is no package of the registry.
  if (depPath.reference.startsWith('runtime:')) return undefined;
  const version = textAt(facts, 'version') ?? (isVersion(depPath.reference) ? depPath.reference : undefined);
  const resolution = mapAt(facts, 'resolution');
  const integrity = textAt(resolution, 'integrity');
  const override = decidedBy(input.overrides, name, version, depPath.patchHash);
  return {
    ecosystem: 'npm',
    name,
    ...(version === undefined ? {} : { version }),
    purl: purlOf(name, version, sourceOfEntry(depPath, resolution, name)),
    line,
    ...(integrity === undefined ? {} : { integrity }),
    ...(override === undefined ? {} : { override }),
    unreachedScope: scopeOfFlags(facts),
    dependsOn,
  };
}

function sourceOfEntry(depPath: DepPath, resolution: YamlMap | undefined, name: string): Source {
  const repository = textAt(resolution, 'repo');
  if (repository !== undefined) {
    const commit = textAt(resolution, 'commit');
    const url = repository.startsWith('git') ? repository : `git+${repository}`;
    return sourceOf(commit === undefined ? url : `${url}#${commit}`, name);
  }
  return isVersion(depPath.reference) ? { kind: 'registry' } : sourceOf(textAt(resolution, 'tarball'), name);
}

function scopeOfFlags(facts: YamlMap): 'prod' | 'dev' | 'optional' | 'unknown' {
  if (textAt(facts, 'dev') === 'true') return 'dev';
  if (textAt(facts, 'optional') === 'true') return 'optional';
  return textAt(facts, 'dev') === 'false' ? 'prod' : 'unknown';
}
