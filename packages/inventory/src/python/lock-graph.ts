import type { Scope } from '@maximus/contracts';
import { impliedRoots } from '../dependency-graph/index.ts';
import { integrityConflicts } from '../dependency-graph/integrity-conflicts.ts';
import { errors } from '../errors.ts';
import { createPurl } from '../purl/index.ts';
import type { Component, Edge, ParsedFile, Problem } from '../types.ts';
import { createCandidates } from './candidates.ts';
import { reach } from './reach.ts';

/** A dependency as a lock or manifest writes it. */
export interface Wanted {
  /** Normalised (PEP 503). */
  readonly name: string;
  /** Normalised extras that it switches on. */
  readonly extras: readonly string[];
  /** The range as written, credentials removed. */
  readonly requested?: string;
  /** The version, where the lock names it to tell forks apart. */
  readonly version?: string;
}

/** A dependency that the project's own manifest asks for. */
export interface Asked extends Wanted {
  readonly scope: Scope;
}

/** One entry of a Python lock file, before it has a key and edges. */
export interface LockedPackage {
  /** Normalised (PEP 503). */
  readonly name: string;
  readonly version?: string;
  /** The project's own code (workspace member, path dependency): no component; what it asks for is direct. */
  readonly local: boolean;
  /** Where the lock itself tells it; otherwise it follows from what the project asks for. */
  readonly scope?: Scope;
  readonly line?: number;
  readonly integrity?: string;
  readonly override?: string;
  readonly qualifiers?: Readonly<Record<string, string>>;
  readonly dependencies: readonly Wanted[];
  /** Further dependencies, by the extra that switches them on. */
  readonly extras?: ReadonlyMap<string, readonly Wanted[]>;
}

/** What a Python lock says, whatever its format. */
export interface LockGraphInput {
  /** Of the lock file, for messages. */
  readonly path: string;
  readonly packages: readonly LockedPackage[];
  /** `undefined` where no manifest of the project could be read. */
  readonly asked: readonly Asked[] | undefined;
  /** Whether the format records edges at all; without them nothing can be told from their absence. */
  readonly hasEdges: boolean;
  readonly problems: readonly Problem[];
  readonly consumed?: readonly string[];
}

/**
 * Components with scope, roots and edges. Without a manifest, entries that nothing else depends on are taken as direct:
 * nothing but the project can have asked for them. Without edges either, every entry is a root and none is direct.
 */
export function buildLockGraph(input: LockGraphInput): ParsedFile {
  const { packages } = input;
  const candidates = createCandidates(packages);
  const asked = askedWithLocals(input);
  const reached = reach(packages, candidates, asked);
  const keys = uniqueKeys(packages);

  const components: Component[] = [];
  for (const [index, entry] of packages.entries()) {
    if (entry.local) continue;
    const requested = reached.requested.get(index);
    components.push({
      key: keys[index] ?? '',
      ecosystem: 'PyPI',
      name: entry.name,
      ...(entry.version === undefined ? {} : { version: entry.version }),
      purl: createPurl('PyPI', entry.name, entry.version, entry.qualifiers),
      scope: entry.scope ?? reached.scopes.get(index) ?? 'unknown',
      direct: reached.direct.has(index),
      ...(requested === undefined || requested === '' ? {} : { requested }),
      ...(entry.override === undefined ? {} : { override: entry.override }),
      ...(entry.line === undefined ? {} : { line: entry.line }),
      ...(entry.integrity === undefined ? {} : { integrity: entry.integrity }),
      dependsOn: edgesOf(index, packages, keys, candidates.find, reached.extras),
    });
  }
  const base = {
    problems: [...input.problems, ...nothingLocked(input), ...integrityConflicts(input.path, components)],
    ...(input.consumed === undefined || input.consumed.length === 0 ? {} : { consumed: input.consumed }),
  };
  if (input.asked !== undefined) {
    return { components, roots: components.filter((each) => each.direct).map((each) => each.key), ...base };
  }
  if (!input.hasEdges) return { components, roots: components.map((each) => each.key), ...base };
  return { ...impliedRoots(components), ...base };
}

/** A manifest that asks and a lock without a single package: one of the two is not of this project's state. */
function nothingLocked({ path, packages, asked }: LockGraphInput): readonly Problem[] {
  const wanted = asked?.length ?? 0;
  if (wanted === 0 || packages.length > 0) return [];
  const error = errors.lock_outdated('the project asks for packages, and none is locked', { file: path, line: 1 });
  return [{ error, count: wanted }];
}

/** What a manifest asks for together with what the project's own packages inside the lock ask for. */
function askedWithLocals(input: LockGraphInput): readonly Asked[] {
  const asked: Asked[] = [...(input.asked ?? [])];
  for (const entry of input.packages) {
    if (!entry.local) continue;
    const scope = entry.scope ?? 'prod';
    for (const wanted of entry.dependencies) asked.push({ ...wanted, scope });
    for (const list of entry.extras?.values() ?? []) {
      for (const wanted of list) asked.push({ ...wanted, scope: scope === 'prod' ? 'optional' : scope });
    }
  }
  return asked;
}

function edgesOf(
  index: number,
  packages: readonly LockedPackage[],
  keys: readonly string[],
  find: (wanted: Wanted) => readonly number[],
  activeExtras: ReadonlyMap<number, ReadonlySet<string>>,
): readonly Edge[] {
  const entry = packages[index];
  if (entry === undefined) return [];
  const edges = new Map<string, Edge>();
  const add = (wanted: Wanted) => {
    for (const target of find(wanted)) {
      const to = keys[target];
      if (target === index || to === undefined || packages[target]?.local !== false || edges.has(to)) continue;
      edges.set(
        to,
        wanted.requested === undefined || wanted.requested === '' ? { to } : { to, requested: wanted.requested },
      );
    }
  };
  for (const wanted of entry.dependencies) add(wanted);
  for (const extra of activeExtras.get(index) ?? []) {
    for (const wanted of entry.extras?.get(extra) ?? []) add(wanted);
  }
  return [...edges.values()];
}

function uniqueKeys(packages: readonly LockedPackage[]): readonly string[] {
  const used = new Map<string, number>();
  return packages.map((entry) => {
    const key = entry.version === undefined ? entry.name : `${entry.name}@${entry.version}`;
    const count = (used.get(key) ?? 0) + 1;
    used.set(key, count);
    return count === 1 ? key : `${key}#${count}`;
  });
}
