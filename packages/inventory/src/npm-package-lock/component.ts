import type { Component, Edge } from '../types.ts';
import type { OverrideRule } from './overrides.ts';
import { decidingRule } from './overrides.ts';
import { type Flags, scopeOf } from './scope.ts';
import { purlOf, sourceOf } from './source.ts';

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
  const belowByName = new Map<string, ReadonlySet<string>>();
  const isBelow = (key: string) => (name: string) => {
    let keys = belowByName.get(name);
    if (keys === undefined) {
      keys = keysBelow(components, name);
      belowByName.set(name, keys);
    }
    return keys.has(key);
  };
  for (const component of components) {
    const candidates = rules.get(component.name);
    if (candidates === undefined) continue;
    const text = decidingRule(candidates, component.version, isBelow(component.key));
    if (text !== undefined) component.override = text;
  }
}

function keysBelow(components: readonly Component[], name: string): ReadonlySet<string> {
  const edges = new Map(components.map((component) => [component.key, component.dependsOn]));
  const seen = new Set<string>();
  const open = components.filter((component) => component.name === name).map((component) => component.key);
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    for (const { to } of edges.get(key) ?? []) {
      if (seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  }
  return seen;
}
