import type { Edge, Tree } from '../tree-shape.ts';
import { answers, inRange, meet, readSpec } from './spec.ts';
import type { OverrideRule, Request, TreeNode } from './types.ts';

/**
 * The tree of a lock file: where packages lie, who asks for them, and what `require` finds (Node's nearest-ancestor rule).
 * Changing; `copy` before trying something.
 */
export class NpmTree implements Tree {
  readonly #nodes: Map<string, TreeNode>;
  /** Folder → paths of the nodes that ask for it. Copies share a set until one of them changes it. */
  readonly #askers: Map<string, Set<string>>;
  /** Folders whose set is this tree's own. */
  readonly #own = new Set<string>();
  #rules: readonly OverrideRule[];
  readonly #below = new Map<string, ReadonlySet<string>>();

  constructor(nodes: Iterable<TreeNode>, rules: readonly OverrideRule[]) {
    this.#nodes = new Map();
    this.#askers = new Map();
    this.#rules = rules;
    for (const node of nodes) this.set(node);
  }

  /** A tree of its own with the same nodes. */
  copy(): NpmTree {
    const tree = new NpmTree([], this.#rules);
    for (const [path, node] of this.#nodes) tree.#nodes.set(path, node);
    for (const [folder, paths] of this.#askers) tree.#askers.set(folder, paths);
    this.#own.clear();
    return tree;
  }

  get(path: string): TreeNode | undefined {
    return this.#nodes.get(path);
  }

  /** In the order in which they came. */
  nodes(): Iterable<TreeNode> {
    return this.#nodes.values();
  }

  /** Puts a node at its path, in the place of another one. */
  set(node: TreeNode): void {
    this.#forget(node.path);
    this.#nodes.set(node.path, node);
    for (const { folder } of node.requests) this.#askersOf(folder).add(node.path);
  }

  delete(path: string): void {
    this.#forget(path);
    this.#nodes.delete(path);
  }

  setRules(rules: readonly OverrideRule[]): void {
    this.#rules = rules;
    this.#below.clear();
  }

  /** What a node finds under a folder name; a link stands for itself. */
  resolve(from: TreeNode, { folder, kind }: Pick<Request, 'folder' | 'kind'>): TreeNode | undefined {
    const isPeer = kind === 'peer' || kind === 'peer-optional';
    for (const base of basesOf(from.path, isPeer && from.role === 'package')) {
      const found = this.#nodes.get(under(base, folder));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The requirement with the override that holds for it. */
  edge(from: TreeNode, request: Request): Edge {
    const rule = this.#ruleFor(from, request);
    if (rule === undefined) return { from, request, spec: readSpec(request.range) };
    const value = readSpec(rule.value);
    const spec = readSpec(request.range);
    // An alias keeps its package: the rule only says which version of it.
    return {
      from,
      request,
      rule,
      spec: spec.type === 'alias' && value.type === 'range' ? { ...spec, range: value.range } : value,
    };
  }

  /** Whether the node answers the requirement; what no version number answers is taken as it is. */
  holds(edge: Edge, node: TreeNode): boolean {
    if (node.role === 'link' || edge.spec.type === 'other' || node.foreign !== undefined) return true;
    return node.version !== undefined && answers(edge.spec, edge.request.folder, node.name, node.version);
  }

  /** Everyone who finds this very node, with the requirement. */
  edgesInto(node: TreeNode): readonly Edge[] {
    const edges: Edge[] = [];
    for (const path of this.#askers.get(node.folder) ?? []) {
      const from = this.#nodes.get(path);
      for (const request of from?.requests ?? []) {
        if (from === undefined || request.folder !== node.folder) continue;
        if (this.resolve(from, request)?.path === node.path) edges.push(this.edge(from, request));
      }
    }
    return edges;
  }

  /** Paths that the projects reach, links followed. */
  reachable(follows: (from: TreeNode, request: Request) => boolean = () => true): Set<string> {
    const open = [...this.#nodes.values()].filter(({ role }) => role === 'project').map(({ path }) => path);
    return this.#reach(open, follows);
  }

  #reach(open: string[], follows: (from: TreeNode, request: Request) => boolean): Set<string> {
    const seen = new Set(open);
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      const from = this.#nodes.get(path);
      for (const request of from?.requests ?? []) {
        if (from === undefined || !follows(from, request)) continue;
        const to = this.resolve(from, request);
        for (const next of [to?.path, to?.target]) {
          if (next === undefined || seen.has(next)) continue;
          seen.add(next);
          open.push(next);
        }
      }
    }
    return seen;
  }

  #ruleFor(from: TreeNode, request: Request): OverrideRule | undefined {
    if (this.#rules.length === 0) return undefined;
    const spec = readSpec(request.range);
    const name = spec.type === 'alias' ? spec.name : request.folder;
    return this.#rules.find((rule) => {
      // npm refuses a rule that disagrees with what the project itself asks for.
      if (rule.name !== name || (rule.below.length === 0 && from.role === 'project')) return false;
      if (rule.keyRange !== undefined && (spec.type === 'other' || !meet(spec.range, rule.keyRange))) return false;
      return this.#isBelow(from, rule.below);
    });
  }

  #isBelow(from: TreeNode, chain: OverrideRule['below']): boolean {
    if (chain.length === 0) return true;
    const key = JSON.stringify(chain);
    let inside = this.#below.get(key);
    if (inside === undefined) {
      let scope: ReadonlySet<string> | undefined;
      for (const part of chain) {
        const tops = [...this.#nodes.values()].filter(
          ({ path, name, version }) =>
            name === part.name &&
            (scope?.has(path) ?? true) &&
            (part.range === undefined || (version !== undefined && inRange(version, part.range))),
        );
        scope = this.#reach(
          tops.map(({ path }) => path),
          () => true,
        );
      }
      inside = scope ?? new Set();
      this.#below.set(key, inside);
    }
    return inside.has(from.path);
  }

  /** A set that may be changed. */
  #askersOf(folder: string): Set<string> {
    const known = this.#askers.get(folder);
    if (known !== undefined && this.#own.has(folder)) return known;
    const mine = new Set(known);
    this.#askers.set(folder, mine);
    this.#own.add(folder);
    return mine;
  }

  #forget(path: string): void {
    this.#below.clear();
    const old = this.#nodes.get(path);
    for (const { folder } of old?.requests ?? []) this.#askersOf(folder).delete(path);
  }
}

/** The place of a folder name in a folder. */
export function under(base: string, folder: string): string {
  return base === '' ? `node_modules/${folder}` : `${base}/node_modules/${folder}`;
}

/** Folders whose `node_modules` a node looks into, nearest first; a peer is not looked for in the node itself. */
export function basesOf(path: string, skipsItself: boolean): readonly string[] {
  const bases: string[] = [];
  let base = path;
  if (!skipsItself) bases.push(base);
  while (base !== '') {
    const marker = base.lastIndexOf('node_modules/');
    const slash = base.lastIndexOf('/');
    // From a package up to the folder that holds its node_modules; from a project up one folder.
    base = marker >= 0 ? base.slice(0, Math.max(0, marker - 1)) : base.slice(0, Math.max(0, slash));
    bases.push(base);
  }
  return bases;
}
