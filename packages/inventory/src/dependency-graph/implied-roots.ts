import type { Component } from '../types.ts';
import { topKeys } from './top-keys.ts';

/**
 * Roots of a graph without a manifest: components nothing depends on are taken as direct, for only the project can have
 * asked for them. A cycle that nothing leads into is entered at its first component, which is a root but not called
 * direct. Components that are direct already stay so.
 */
export function impliedRoots(components: readonly Component[]): {
  readonly components: readonly Component[];
  readonly roots: readonly string[];
} {
  const byKey = new Map(components.map((each) => [each.key, each]));
  const tops = new Set(topKeys(byKey));
  const direct = new Set(components.filter(({ key, direct }) => direct || tops.has(key)).map(({ key }) => key));
  const seen = new Set<string>();
  const visit = (start: string) => {
    const open = [start];
    for (let key = open.pop(); key !== undefined; key = open.pop()) {
      if (seen.has(key)) continue;
      seen.add(key);
      for (const edge of byKey.get(key)?.dependsOn ?? []) open.push(edge.to);
    }
  };
  for (const key of direct) visit(key);
  const roots = [...direct];
  for (const each of components) {
    if (seen.has(each.key)) continue;
    roots.push(each.key);
    visit(each.key);
  }
  return {
    components: components.map((each) => (direct.has(each.key) ? { ...each, direct: true } : each)),
    roots,
  };
}
