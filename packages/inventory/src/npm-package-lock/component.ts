import { purlOf, sourceOf } from '../node-source/index.ts';
import type { Component, Edge } from '../types.ts';
import type { OverrideRule } from './overrides.ts';
import { decidingRule } from './overrides.ts';
import { type Flags, scopeOf } from './scope.ts';

/** What both lock layouts know of an entry. */
export interface Entry extends Flags {
  readonly key: string;
  readonly name: string;
  readonly version: string | undefined;
  readonly resolved: string | undefined;
  readonly integrity: unknown;
  readonly licence: unknown;
  readonly line: number | undefined;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A component of an entry; absent facts are left out. `requested` is given for direct ones. */
export function componentOf(
  entry: Entry,
  direct: boolean,
  requested: string,
  dependsOn: readonly Edge[],
): Mutable<Component> {
  const component: Mutable<Component> = {
    key: entry.key,
    ecosystem: 'npm',
    name: entry.name,
    purl: purlOf(entry.name, entry.version, sourceOf(entry.resolved, entry.name)),
    scope: scopeOf(entry),
    direct,
    dependsOn,
  };
  if (entry.version !== undefined) component.version = entry.version;
  if (direct && requested !== '') component.requested = requested;
  if (entry.line !== undefined) component.line = entry.line;
  if (typeof entry.integrity === 'string' && entry.integrity !== '') component.integrity = entry.integrity;
  if (typeof entry.licence === 'string' && entry.licence !== '') component.licences = [entry.licence];
  return component;
}

/** Marks the components whose version an override decides; the graph is walked only where a rule is limited to a part. */
export function markOverrides(
  components: readonly Mutable<Component>[],
  rules: ReadonlyMap<string, readonly OverrideRule[]>,
): void {
  if (rules.size === 0) return;
  const graph = createBelow(components);
  const isBelow = (key: string) => (name: string) => graph(name)?.has(key) === true;
  for (const component of components) {
    const candidates = rules.get(component.name);
    if (candidates === undefined) continue;
    const text = decidingRule(candidates, component.version, isBelow(component.key));
    if (text !== undefined) component.override = text;
  }
}

/** Packages below which rules are looked for: each costs a walk over the graph. */
const maxParents = 200;

/** The keys below every package of a name; `undefined` past the limit, where a rule is then not said to decide. */
function createBelow(components: readonly Component[]): (name: string) => ReadonlySet<string> | undefined {
  const known = new Map<string, ReadonlySet<string>>();
  let graph: { edges: Map<string, readonly Edge[]>; byName: Map<string, Component[]> } | undefined;
  return (name) => {
    const before = known.get(name);
    if (before !== undefined || known.size === maxParents) return before;
    graph ??= {
      edges: new Map(components.map(({ key, dependsOn }) => [key, dependsOn])),
      byName: Map.groupBy(components, (component) => component.name),
    };
    const seen = new Set<string>();
    const open = (graph.byName.get(name) ?? []).map(({ key }) => key);
    for (let key = open.pop(); key !== undefined; key = open.pop()) {
      for (const { to } of graph.edges.get(key) ?? []) {
        if (seen.has(to)) continue;
        seen.add(to);
        open.push(to);
      }
    }
    known.set(name, seen);
    return seen;
  };
}
