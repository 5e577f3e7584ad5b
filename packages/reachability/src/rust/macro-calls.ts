import type { SyntaxRoot } from '../parser.ts';

/** A path or a method inside of a macro's arguments, which the grammar leaves as single words. */
export interface MacroCall {
  readonly node: SyntaxRoot;
  readonly path: readonly string[];
  readonly isCalled: boolean;
  /** The name of a method that is called. */
  readonly method?: string;
}

const maxTrees = 20_000;

/** Paths with at least two names, and methods, in the arguments of macros. */
export function macroCalls(root: SyntaxRoot): readonly MacroCall[] {
  const found: MacroCall[] = [];
  for (const tree of root.findAll({ rule: { kind: 'token_tree' } }).slice(0, maxTrees)) readTree(tree, found);
  return found;
}

function readTree(tree: SyntaxRoot, found: MacroCall[]): void {
  const tokens = tree.children();
  for (let at = 0; at < tokens.length; at += 1) {
    const start = tokens[at];
    if (start?.kind() !== 'identifier') continue;
    const path = [start.text()];
    let end = at + 1;
    while (tokens[end]?.text() === '::' && tokens[end + 1]?.kind() === 'identifier') {
      path.push(tokens[end + 1]?.text() ?? '');
      end += 2;
    }
    const next = tokens[end];
    const isCalled = next?.kind() === 'token_tree' && next.child(0)?.text() === '(';
    const isMethod = at > 0 && tokens[at - 1]?.text() === '.';
    if (isMethod && isCalled) found.push({ node: start, path, isCalled, method: path[0] ?? '' });
    else if (!isMethod) found.push({ node: start, path, isCalled });
    at = end - 1;
  }
}
