import { answers, inRange, meet, readSpec } from '../npm/spec.ts';
import type { OverrideRule, Request, TreeNode } from '../npm/types.ts';
import type { Edge, Tree } from '../tree-shape.ts';

/** What managers that write links, and no places, differ in. */
export interface GraphRules {
  /** Whether a rule of the manifest decides about a requirement. */
  applies(rule: OverrideRule, from: TreeNode, request: Request): boolean;
  /** The key under which the lock file keeps the answer to a requirement; `wanted` is what an override made of its range. */
  slotOf(from: TreeNode, request: Request, wanted: string): string;
  /** Whether the lock file also says what answers a peer. */
  readonly keepsPeers: boolean;
}

/**
 * A lock file that says for each requirement which entry answers it: pnpm and both generations of Yarn. The path of a node is
 * the label that it was read with and stays when it moves to another version.
 */
export class GraphTree implements Tree {
  readonly #nodes = new Map<string, TreeNode>();
  readonly #links: Map<string, string>;
  /** Package name → paths of the nodes that ask for it under whatever name. */
  readonly #askers = new Map<string, Set<string>>();
  readonly #rules: GraphRules;
  #overrides: readonly OverrideRule[];

  constructor(
    nodes: Iterable<TreeNode>,
    links: ReadonlyMap<string, string>,
    overrides: readonly OverrideRule[],
    rules: GraphRules,
  ) {
    this.#links = new Map(links);
    this.#overrides = overrides;
    this.#rules = rules;
    for (const node of nodes) this.set(node);
  }

  copy(): GraphTree {
    return new GraphTree(this.#nodes.values(), this.#links, this.#overrides, this.#rules);
  }

  get(path: string): TreeNode | undefined {
    return this.#nodes.get(path);
  }

  nodes(): Iterable<TreeNode> {
    return this.#nodes.values();
  }

  set(node: TreeNode): void {
    const old = this.#nodes.get(node.path);
    const found = new Map(old?.requests.map((each) => [each.folder, this.#links.get(this.slotOf(old, each))]));
    this.#forget(node.path);
    this.#nodes.set(node.path, node);
    for (const request of node.requests) {
      this.#askersOf(request).add(node.path);
      this.#carry(node, request, found.get(request.folder));
    }
  }

  delete(path: string): void {
    this.#forget(path);
    this.#nodes.delete(path);
  }

  setRules(overrides: readonly OverrideRule[]): void {
    const all = [...this.#nodes.values()].flatMap((from) => from.requests.map((request) => ({ from, request })));
    const found = all.map(({ from, request }) => this.#links.get(this.slotOf(from, request)));
    this.#overrides = overrides;
    for (const [at, { from, request }] of all.entries()) this.#carry(from, request, found[at]);
  }

  /** A requirement that is another one now finds what it found, until that is settled. */
  #carry(from: TreeNode, request: Request, path: string | undefined): void {
    const slot = this.slotOf(from, request);
    if (path !== undefined && !this.#links.has(slot)) this.#links.set(slot, path);
  }

  /** Says which node answers a requirement from now on. */
  link(from: TreeNode, request: Request, path: string): void {
    this.#links.set(this.slotOf(from, request), path);
  }

  /** The key under which the answer to a requirement is kept. */
  slotOf(from: TreeNode, request: Request): string {
    return this.#rules.slotOf(from, request, this.#ruleFor(from, request)?.value ?? request.range);
  }

  resolve(from: TreeNode, request: Request): TreeNode | undefined {
    const isPeer = request.kind === 'peer' || request.kind === 'peer-optional';
    if (isPeer && from.role === 'package' && !this.#rules.keepsPeers) return this.#provided(from, request);
    const path = this.#links.get(this.slotOf(from, request));
    return path === undefined ? undefined : this.#nodes.get(path);
  }

  edge(from: TreeNode, request: Request): Edge {
    const rule = this.#ruleFor(from, request);
    const spec = readSpec(request.range);
    if (rule === undefined) return { from, request, spec };
    const value = readSpec(rule.value);
    return {
      from,
      request,
      rule,
      spec: spec.type === 'alias' && value.type === 'range' ? { ...spec, range: value.range } : value,
    };
  }

  holds({ spec, request }: Edge, node: TreeNode): boolean {
    if (node.role !== 'package' || spec.type === 'other' || node.foreign !== undefined) return true;
    return node.version !== undefined && answers(spec, request.folder, node.name, node.version);
  }

  edgesInto(node: TreeNode): readonly Edge[] {
    const edges: Edge[] = [];
    for (const path of this.#askers.get(node.name) ?? []) {
      const from = this.#nodes.get(path);
      for (const request of from?.requests ?? []) {
        if (from === undefined || nameOf(request) !== node.name) continue;
        if (this.resolve(from, request)?.path === node.path) edges.push(this.edge(from, request));
      }
    }
    return edges;
  }

  reachable(follows: (from: TreeNode, request: Request) => boolean = () => true): Set<string> {
    const open = [...this.#nodes.values()].filter(({ role }) => role === 'project').map(({ path }) => path);
    const seen = new Set(open);
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      const from = this.#nodes.get(path);
      for (const request of from?.requests ?? []) {
        if (from === undefined || !follows(from, request) || this.#isOthersPeer(from, request)) continue;
        const next = this.resolve(from, request)?.path;
        if (next === undefined || seen.has(next)) continue;
        seen.add(next);
        open.push(next);
      }
    }
    return seen;
  }

  /** New entries give way to one of their version; one that moved to a version that is there asks as that one does. */
  unite(before: Tree): void {
    for (const node of [...this.#nodes.values()]) {
      const was = before.get(node.path);
      if (node.role !== 'package' || node.foreign !== undefined || was?.version === node.version) continue;
      const twin = this.#twinOf(node, before);
      if (twin === undefined) continue;
      if (was === undefined) {
        for (const [slot, path] of this.#links) if (path === node.path) this.#links.set(slot, twin.path);
        this.delete(node.path);
        continue;
      }
      for (const request of node.requests) {
        const to = this.resolve(twin, request);
        if (to !== undefined) this.link(node, request, to.path);
      }
    }
  }

  /** Another entry of the same version without peers, best one that was there before. */
  #twinOf(node: TreeNode, before: Tree): TreeNode | undefined {
    const hasPeers = ({ requests }: TreeNode) => requests.some(({ kind }) => kind === 'peer');
    const twins = [...this.#nodes.values()].filter(
      (each) => each.path !== node.path && each.name === node.name && each.version === node.version && !hasPeers(each),
    );
    return twins.find(({ path, version }) => before.get(path)?.version === version) ?? twins[0];
  }

  /** A peer that somebody else brings is not kept by the one who only needs it beside itself. */
  #isOthersPeer(from: TreeNode, { kind }: Request): boolean {
    return from.role === 'package' && !this.#rules.keepsPeers && (kind === 'peer' || kind === 'peer-optional');
  }

  /** What those who ask for a package put beside it; the first that is found speaks for all. */
  #provided(from: TreeNode, { folder }: Request): TreeNode | undefined {
    for (const path of this.#askers.get(from.name) ?? []) {
      const asker = this.#nodes.get(path);
      if (asker === undefined) continue;
      const asksForIt = asker.requests.some(
        (each) => !this.#isOthersPeer(asker, each) && this.resolve(asker, each)?.path === from.path,
      );
      const beside = asksForIt ? asker.requests.find((each) => each.folder === folder) : undefined;
      if (beside !== undefined && !this.#isOthersPeer(asker, beside)) return this.resolve(asker, beside);
    }
    const root = this.#nodes.get('');
    const own = root?.requests.find((each) => each.folder === folder);
    return root === undefined || own === undefined ? undefined : this.resolve(root, own);
  }

  #ruleFor(from: TreeNode, request: Request): OverrideRule | undefined {
    return this.#overrides.find((rule) => this.#rules.applies(rule, from, request));
  }

  #askersOf(request: Request): Set<string> {
    const name = nameOf(request);
    const known = this.#askers.get(name) ?? new Set();
    this.#askers.set(name, known);
    return known;
  }

  #forget(path: string): void {
    for (const request of this.#nodes.get(path)?.requests ?? []) this.#askersOf(request).delete(path);
  }
}

/** The package that a requirement is about, whatever it is called where it is asked for. */
function nameOf({ folder, range, names }: Request): string {
  if (names !== undefined) return names;
  const spec = readSpec(range);
  return spec.type === 'alias' ? spec.name : folder;
}

/** Whether a rule is about this package, and this parent where it names one; what managers agree on. */
export function speaksOf(rule: OverrideRule, from: TreeNode, request: Request): boolean {
  if (rule.name !== nameOf(request) && rule.name !== request.folder) return false;
  const parent = rule.below.at(-1);
  if (parent === undefined) return true;
  if (parent.name !== from.name) return false;
  return parent.range === undefined || (from.version !== undefined && inRange(from.version, parent.range));
}

/** Whether a requirement and the range in a rule's key have a version in common. */
export function meetsKey({ keyRange }: OverrideRule, request: Request): boolean {
  if (keyRange === undefined) return true;
  const spec = readSpec(request.range);
  return spec.type !== 'other' && meet(spec.range, keyRange);
}
