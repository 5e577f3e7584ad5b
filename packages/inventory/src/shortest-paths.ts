import type { Component } from './types.ts';

/** Why a component is there. */
export interface PathsToComponent {
  /** Each from a root to the component, `name@version`; shortest first, at most one per root. */
  readonly paths: readonly (readonly string[])[];
  /** Whether there are more than were asked for. */
  readonly truncated: boolean;
}

/** The graph of a file, as every `ParsedFile` and `InventoryFile` has it. */
export interface ComponentGraph {
  readonly components: readonly Component[];
  readonly roots: readonly string[];
}

interface Index {
  readonly components: readonly Component[];
  readonly byKey: ReadonlyMap<string, number>;
  readonly isRoot: Uint8Array;
  /** Reverse edges in one array: those of node n stand from `starts[n]` to `starts[n + 1]`. */
  readonly starts: Uint32Array;
  readonly parents: Uint32Array;
  /** Of the search in progress: which search last saw a node, and its next step towards the component. */
  readonly seenBy: Uint32Array;
  readonly next: Uint32Array;
  searches: number;
}

const indexes = new WeakMap<ComponentGraph, Index>();

/**
 * The shortest path from each root to a component, found by one breadth-first search backwards over the edges that ends
 * at the `max`-th root. The reverse edges are built once per graph object. Unknown keys have no path.
 */
export function shortestPaths(graph: ComponentGraph, key: string, max = 20): PathsToComponent {
  let index = indexes.get(graph);
  if (index === undefined) {
    index = buildIndex(graph);
    indexes.set(graph, index);
  }
  const start = index.byKey.get(key);
  if (start === undefined) return { paths: [], truncated: false };
  const { isRoot, starts, parents, seenBy, next } = index;
  const search = ++index.searches;
  const paths: string[][] = [];
  const queue = [start];
  seenBy[start] = search;
  next[start] = start;
  for (let head = 0; head < queue.length; head++) {
    const node = queue[head] ?? 0;
    if (isRoot[node] === 1) {
      if (paths.length === max) return { paths, truncated: true };
      paths.push(pathFrom(index, node, start));
    }
    const end = starts[node + 1] ?? 0;
    for (let at = starts[node] ?? 0; at < end; at++) {
      const parent = parents[at] ?? 0;
      if (seenBy[parent] === search) continue;
      seenBy[parent] = search;
      next[parent] = node;
      queue.push(parent);
    }
  }
  return { paths, truncated: false };
}

function pathFrom(index: Index, from: number, to: number): string[] {
  const path: string[] = [];
  for (let node = from; ; node = index.next[node] ?? to) {
    path.push(labelOf(index.components[node]));
    if (node === to) return path;
  }
}

function labelOf(component: Component | undefined): string {
  if (component === undefined) return '';
  return component.version === undefined ? component.name : `${component.name}@${component.version}`;
}

function buildIndex({ components, roots }: ComponentGraph): Index {
  const count = components.length;
  const byKey = new Map(components.map((component, at) => [component.key, at]));
  const starts = new Uint32Array(count + 1);
  const targets: number[] = [];
  for (const component of components) {
    for (const edge of component.dependsOn) {
      const to = byKey.get(edge.to);
      targets.push(to ?? -1);
      if (to !== undefined) starts[to + 1] = (starts[to + 1] ?? 0) + 1;
    }
  }
  for (let at = 0; at < count; at++) starts[at + 1] = (starts[at + 1] ?? 0) + (starts[at] ?? 0);
  const parents = new Uint32Array(starts[count] ?? 0);
  const filled = starts.slice();
  let edge = 0;
  components.forEach((component, from) => {
    for (let each = 0; each < component.dependsOn.length; each++) {
      const to = targets[edge++] ?? -1;
      if (to === -1) continue;
      const place = filled[to] ?? 0;
      parents[place] = from;
      filled[to] = place + 1;
    }
  });
  const isRoot = new Uint8Array(count);
  for (const key of roots) {
    const at = byKey.get(key);
    if (at !== undefined) isRoot[at] = 1;
  }
  const seenBy = new Uint32Array(count);
  return { components, byKey, isRoot, starts, parents, seenBy, next: new Uint32Array(count), searches: 0 };
}
