import { fileGraph } from '../house/import-graph.ts';
import type { Tree } from '../house/tree.ts';

/** Every test file that imports fast-check, itself or through files of its own package, sorted. */
export function propertyFiles(tree: Tree): string[] {
  const graph = fileGraph(tree);
  const importers = new Map<string, string[]>();
  for (const [from, targets] of graph) {
    for (const target of targets) importers.set(target, [...(importers.get(target) ?? []), from]);
  }
  const reached = new Set(
    [...graph.keys()].filter((path) => tree.facts(path).imports.some(({ specifier }) => specifier === 'fast-check')),
  );
  for (const path of reached) for (const importer of importers.get(path) ?? []) reached.add(importer);
  return [...reached].filter((path) => path.endsWith('.test.ts')).sort();
}
