import { headOf, type SyntaxRoot } from '../parser.ts';

/** One name that a `use` brings: `use a::{b as c}` → path a, b and name c; `*` for all of a path. */
export interface UsedPath {
  readonly path: readonly string[];
  readonly name: string;
}

const maxNames = 2_000;

/** The paths of a `use`, one for each name that it brings. */
export function usedPaths(declaration: SyntaxRoot): readonly UsedPath[] {
  const found: UsedPath[] = [];
  const tree = declaration.field('argument');
  if (tree !== null) walk(tree, [], found, 0);
  return found;
}

function walk(node: SyntaxRoot, before: readonly string[], found: UsedPath[], depth: number): void {
  if (depth > 30 || found.length > maxNames) return;
  switch (node.kind()) {
    case 'use_list':
      for (const child of node.namedChildren()) walk(child, before, found, depth + 1);
      return;
    case 'scoped_use_list': {
      const list = node.field('list');
      const inside = [...before, ...pathOf(node.field('path'))];
      if (list !== null) walk(list, inside, found, depth + 1);
      return;
    }
    case 'use_as_clause': {
      const path = [...before, ...pathOf(node.field('path'))];
      found.push({ path, name: node.field('alias')?.text() ?? '' });
      return;
    }
    case 'use_wildcard':
      found.push({ path: [...before, ...pathOf(node.namedChildren()[0] ?? null)], name: '*' });
      return;
    case 'self':
      found.push({ path: before, name: before.at(-1) ?? '' });
      return;
    default: {
      const path = [...before, ...pathOf(node)];
      found.push({ path, name: path.at(-1) ?? '' });
    }
  }
}

/** The names of a path, without types in angle brackets. */
export function pathOf(node: SyntaxRoot | null): readonly string[] {
  if (node === null) return [];
  const text = headOf(node, 500);
  return (text.includes('<') ? text.replace(/<[^<>]*>/g, '') : text)
    .split('::')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
