import { posix } from 'node:path';
import { isSource, isTest, type Tree, workspaceOf } from './tree.ts';

/** Edges between files of the tree, by path; type-only edges are left out because they are gone at run time. */
export function fileGraph(tree: Tree): Map<string, string[]> {
  const known = new Set(tree.files);
  const graph = new Map<string, string[]>();
  for (const path of tree.files.filter(isSource)) {
    const targets = tree
      .facts(path)
      .imports.filter((fact) => fact.specifier.startsWith('.') && !fact.typeOnly && !fact.dynamic)
      .map((fact) => posix.join(posix.dirname(path), fact.specifier));
    graph.set(path, [...new Set(targets)].filter((target) => known.has(target)).sort());
  }
  return graph;
}

/** Edges between workspaces, by folder, from what their sources import; types count, tests do not. */
export function packageGraph(tree: Tree): Map<string, string[]> {
  const folderOf = new Map(tree.workspaces.map((workspace) => [workspace.name, workspace.folder]));
  const graph = new Map<string, Set<string>>(tree.workspaces.map((workspace) => [workspace.folder, new Set<string>()]));
  for (const path of tree.files.filter((file) => isSource(file) && !isTest(file))) {
    const from = workspaceOf(tree, path);
    if (from === undefined) continue;
    for (const fact of tree.facts(path).imports) {
      const target = folderOf.get(packageNameOf(fact.specifier));
      if (target !== undefined && target !== from.folder) graph.get(from.folder)?.add(target);
    }
  }
  return new Map([...graph].map(([folder, targets]) => [folder, [...targets].sort()]));
}

/** The package of a bare specifier: `@a/b/c` → `@a/b`, `x/y` → `x`, `node:fs` stays. */
export function packageNameOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

/** Every cycle once, as the sorted members of a strongly connected component (Tarjan, without recursion). */
export function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const cycles: string[][] = [];
  for (const start of graph.keys()) {
    if (order.has(start)) continue;
    const work: Array<{ node: string; next: number }> = [{ node: start, next: 0 }];
    while (work.length > 0) {
      const frame = work.at(-1) as { node: string; next: number };
      const { node } = frame;
      if (frame.next === 0) {
        order.set(node, order.size);
        low.set(node, order.get(node) as number);
        stack.push(node);
        onStack.add(node);
      }
      const target = (graph.get(node) ?? [])[frame.next++];
      if (target !== undefined) {
        if (!order.has(target)) work.push({ node: target, next: 0 });
        else if (onStack.has(target)) low.set(node, Math.min(low.get(node) as number, order.get(target) as number));
        continue;
      }
      work.pop();
      const parent = work.at(-1)?.node;
      if (parent !== undefined) low.set(parent, Math.min(low.get(parent) as number, low.get(node) as number));
      if (low.get(node) !== order.get(node)) continue;
      const members = stack.splice(stack.indexOf(node));
      for (const member of members) onStack.delete(member);
      if (members.length > 1 || (graph.get(node) ?? []).includes(node)) cycles.push(members.sort());
    }
  }
  return cycles.sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
}
