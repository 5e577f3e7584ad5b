import type { Scope } from '@maximus/contracts';
import type { AppError } from '@maximus/kernel';
import { impliedRoots } from '../dependency-graph/index.ts';
import { errors } from '../errors.ts';
import type { ProblemList } from '../problem-list/index.ts';
import type { Component, Edge, ParsedFile } from '../types.ts';
import { type Identity, identify } from './identify.ts';
import type { Relation, SbomDocument, SbomEntry } from './model.ts';
import { createReach } from './reach.ts';

const strongestFirst: readonly Scope[] = ['prod', 'optional', 'peer', 'dev'];

/**
 * Components of a document. Direct is what the described project depends on. Where the document does not say, it is what
 * nothing else depends on; where there are no dependencies at all, every component is a root and none is direct. Packages
 * that cannot be identified are problems, alike ones counted together.
 */
export function buildSbom(document: SbomDocument, problems: ProblemList): ParsedFile {
  const entries = withUniqueRefs(document.entries);
  const identities = identifyAll(document.path, entries, problems);
  const isComponent = (ref: string) => identities.has(ref);
  const depends = bySource(document.relations, 'depends');
  const contains = bySource(document.relations, 'contains');
  const reach = createReach(document.path, problems, isComponent);
  const scopes = scopesOf(document.relations);

  const components: Component[] = [];
  for (const entry of entries) {
    const identity = identities.get(entry.ref);
    if (identity === undefined) continue;
    const targets = reach(depends.get(entry.ref) ?? [], depends).filter((to) => to !== entry.ref);
    const edges = targets.map((to): Edge => ({ to }));
    components.push(componentOf(entry, identity, scopes.get(entry.ref), edges));
  }

  const parts = projectParts(entries, contains, isComponent);
  const asked = new Set(
    reach(
      [...parts].flatMap((ref) => depends.get(ref) ?? []),
      depends,
    ),
  );
  if (asked.size > 0) {
    const marked = components.map((each) => (asked.has(each.key) ? { ...each, direct: true } : each));
    return {
      components: marked,
      roots: marked.filter((each) => each.direct).map((each) => each.key),
      problems: problems.list(),
    };
  }
  const hasEdges = components.some((each) => each.dependsOn.length > 0);
  if (!hasEdges) return { components, roots: components.map((each) => each.key), problems: problems.list() };
  return { ...impliedRoots(components), problems: problems.list() };
}

/** A package must not be lost because a careless document gives two the same id. */
function withUniqueRefs(entries: readonly SbomEntry[]): readonly SbomEntry[] {
  const used = new Map<string, number>();
  return entries.map((entry) => {
    const count = (used.get(entry.ref) ?? 0) + 1;
    used.set(entry.ref, count);
    return count === 1 ? entry : { ...entry, ref: `${entry.ref}#${count}` };
  });
}

/** The project and what it contains that is no package (modules, lock files): these ask on the project's behalf. */
function projectParts(
  entries: readonly SbomEntry[],
  contains: ReadonlyMap<string, readonly string[]>,
  isComponent: (ref: string) => boolean,
): ReadonlySet<string> {
  const parts = new Set<string>();
  const open = entries.filter((each) => each.role === 'project').map((each) => each.ref);
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (parts.has(ref) || isComponent(ref)) continue;
    parts.add(ref);
    for (const part of contains.get(ref) ?? []) open.push(part);
  }
  return parts;
}

function identifyAll(
  path: string,
  entries: readonly SbomEntry[],
  problems: ProblemList,
): ReadonlyMap<string, Identity> {
  const found = new Map<string, Identity>();
  const unnamed: SbomEntry[] = [];
  const versionless: SbomEntry[] = [];
  const uncovered = new Map<string, { error: AppError; count: number }>();
  for (const entry of entries) {
    if (entry.role !== 'package') continue;
    if (entry.purl === undefined) {
      unnamed.push(entry);
      continue;
    }
    const identity = identify(path, entry);
    if (identity.ok) {
      found.set(entry.ref, identity.value);
      if (identity.value.version === undefined) versionless.push(entry);
    } else if (identity.error.code === 'inventory.purl_invalid') problems.add('purl', () => identity.error);
    else {
      const row = uncovered.get(identity.error.message);
      if (row === undefined) uncovered.set(identity.error.message, { error: identity.error, count: 1 });
      else row.count++;
    }
  }
  for (const { error, count } of uncovered.values()) problems.addCounted(count, () => error);
  reportAll(path, unnamed, 'purl_missing', 'no package URL', problems);
  reportAll(path, versionless, 'unresolved', 'no version', problems);
  return found;
}

function reportAll(
  path: string,
  entries: readonly SbomEntry[],
  reason: 'purl_missing' | 'unresolved',
  lack: string,
  problems: ProblemList,
): void {
  const [first] = entries;
  if (first === undefined) return;
  const name = first.name.slice(0, 100);
  const text =
    entries.length === 1 ? `"${name}" has ${lack}` : `${entries.length} packages have ${lack}, the first is "${name}"`;
  problems.addCounted(entries.length, () => errors[reason](text, where(path, first)));
}

function where(path: string, entry: SbomEntry) {
  return { file: path, ...(entry.line === undefined ? {} : { line: entry.line }) };
}

function componentOf(
  entry: SbomEntry,
  identity: Identity,
  related: ReadonlySet<Scope> | undefined,
  dependsOn: readonly Edge[],
): Component {
  const scope = entry.scope ?? strongestFirst.find((each) => related?.has(each)) ?? 'unknown';
  return {
    key: entry.ref,
    ecosystem: identity.ecosystem,
    name: identity.name,
    ...(identity.version === undefined ? {} : { version: identity.version }),
    purl: identity.purl,
    scope,
    direct: false,
    ...(entry.line === undefined ? {} : { line: entry.line }),
    ...(entry.integrity === undefined ? {} : { integrity: entry.integrity }),
    ...(entry.licences === undefined || entry.licences.length === 0 ? {} : { licences: entry.licences }),
    dependsOn,
  };
}

function bySource(relations: readonly Relation[], kind: Relation['kind']): ReadonlyMap<string, readonly string[]> {
  const targets = new Map<string, string[]>();
  for (const relation of relations) {
    if (relation.kind !== kind) continue;
    const list = targets.get(relation.from);
    if (list === undefined) targets.set(relation.from, [relation.to]);
    else list.push(relation.to);
  }
  return targets;
}

/** Scopes that relations give their targets; `unknown` from one relation outweighs `dev` and `optional` from others. */
function scopesOf(relations: readonly Relation[]): ReadonlyMap<string, ReadonlySet<Scope>> {
  const scopes = new Map<string, Set<Scope>>();
  const unclear = new Set<string>();
  for (const { to, kind, scope } of relations) {
    if (kind !== 'depends') continue;
    if (scope === undefined) unclear.add(to);
    else scopes.set(to, (scopes.get(to) ?? new Set()).add(scope));
  }
  for (const ref of unclear) if (scopes.get(ref)?.has('prod') !== true) scopes.delete(ref);
  return scopes;
}
