import type { Component } from './types.ts';

/** Steps of a path that are shown; of a longer one the root and the last ones, with `…` between them. */
const maxSteps = 32;

/** Why a component is there. */
export interface PathsToComponent {
  /**
   * Each from a root to the component, `name@version`; shortest first, at most one per root. One of more than 32 steps
   * has `…` behind its root for those left out: a report would else hold the square of a long chain.
   */
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

function pathFrom({ components, next }: Index, from: number, to: number): string[] {
  const nodes: number[] = [];
  for (let node = from; ; node = next[node] ?? to) {
    nodes.push(node);
    if (node === to) break;
  }
  const label = (node: number) => labelOf(components[node]);
  if (nodes.length <= maxSteps) return nodes.map(label);
  return [label(from), '…', ...nodes.slice(2 - maxSteps).map(label)];
}

interface Tree {
  readonly byKey: ReadonlyMap<string, number>;
  /** The step before each node on a shortest path from a root; the node itself for a root, -1 for what none reaches. */
  readonly before: Int32Array;
  readonly root: Uint32Array;
  readonly depth: Uint32Array;
}

const trees = new WeakMap<ComponentGraph, Tree>();

/**
 * One shortest path from a root to a component, as `shortestPaths` shows it; `undefined` where no root reaches it. All
 * components of a graph share one search.
 */
export function nearestPath(graph: ComponentGraph, key: string): readonly string[] | undefined {
  let tree = trees.get(graph);
  if (tree === undefined) {
    tree = growTree(graph);
    trees.set(graph, tree);
  }
  const { byKey, before, root, depth } = tree;
  const end = byKey.get(key);
  if (end === undefined || before[end] === -1) return undefined;
  const label = (node: number) => labelOf(graph.components[node]);
  const isLong = (depth[end] ?? 0) >= maxSteps;
  const path: string[] = [];
  for (let node = end; ; node = before[node] ?? node) {
    path.push(label(node));
    if (node === root[end]) break;
    if (isLong && path.length === maxSteps - 2) {
      path.push('…', label(root[end] ?? node));
      break;
    }
  }
  return path.reverse();
}

function growTree({ components, roots }: ComponentGraph): Tree {
  const byKey = new Map(components.map((component, at) => [component.key, at]));
  const before = new Int32Array(components.length).fill(-1);
  const root = new Uint32Array(components.length);
  const depth = new Uint32Array(components.length);
  const queue: number[] = [];
  for (const key of roots) {
    const at = byKey.get(key);
    if (at === undefined || before[at] !== -1) continue;
    before[at] = at;
    root[at] = at;
    queue.push(at);
  }
  for (const node of queue) {
    for (const { to } of components[node]?.dependsOn ?? []) {
      const next = byKey.get(to);
      if (next === undefined || before[next] !== -1) continue;
      before[next] = node;
      root[next] = root[node] ?? node;
      depth[next] = (depth[node] ?? 0) + 1;
      queue.push(next);
    }
  }
  return { byKey, before, root, depth };
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
