import type { Spec } from './npm/spec.ts';
import type { OverrideRule, Request, TreeNode } from './npm/types.ts';

/** One requirement of one node, with what an override makes of it. */
export interface Edge {
  readonly from: TreeNode;
  readonly request: Request;
  readonly spec: Spec;
  /** The rule that decides instead of the requirement. */
  readonly rule?: OverrideRule;
}

/** What the search asks of a lock file's tree, however its manager finds packages. Changing; `copy` before trying something. */
export interface Tree {
  copy(): Tree;
  get(path: string): TreeNode | undefined;
  /** In the order in which they came. */
  nodes(): Iterable<TreeNode>;
  /** Puts a node at its path, in the place of another one. */
  set(node: TreeNode): void;
  delete(path: string): void;
  setRules(rules: readonly OverrideRule[]): void;
  /** What a node finds; a link stands for itself. */
  resolve(from: TreeNode, request: Request): TreeNode | undefined;
  /** The requirement with the override that holds for it. */
  edge(from: TreeNode, request: Request): Edge;
  /** Whether the node answers the requirement; what no version number answers is taken as it is. */
  holds(edge: Edge, node: TreeNode): boolean;
  /** Everyone who finds this very node, with the requirement. */
  edgesInto(node: TreeNode): readonly Edge[];
  /** Makes one of entries that came to be the same; `before` is the tree that the change began with. */
  unite?(before: Tree): void;
  /** Paths that the projects reach, links followed. */
  reachable(follows?: (from: TreeNode, request: Request) => boolean): Set<string>;
}

/** Whether a requirement keeps its answer in the tree: an optional peer takes what is there, and asks for nothing itself. */
export function keeps(_from: TreeNode, { kind }: Request): boolean {
  return kind !== 'peer-optional';
}

/** What a lock file is to the search. */
export interface LockedTree<T extends Tree = Tree> {
  readonly tree: T;
  /** Whether its entries name the archive they come from. */
  readonly hasResolved: boolean;
  /** Nodes that nothing asks for; they stay where they are. */
  readonly extraneous: ReadonlySet<string>;
  /** Where a manifest asks for something else than the lock file repeats. */
  readonly disagreements: readonly string[];
}
