import type { SgNode } from '@ast-grep/napi';

/** A parsed file's root. */
export type SyntaxRoot = SgNode;
/** Languages that are parsed. */
export type Language = 'JavaScript' | 'TypeScript' | 'Tsx' | 'python' | 'go' | 'java' | 'rust';

/** How deep a large node is looked into for its start. */
const maxDepth = 200;

let loading: Promise<(language: Language, text: string) => SyntaxRoot> | undefined;

/** Parses a text. Native code is loaded at the first call; rejects where it cannot be. Never runs what it reads. */
export async function parseSource(language: Language, text: string): Promise<SyntaxRoot> {
  loading ??= load();
  return (await loading)(language, text);
}

async function load(): Promise<(language: Language, text: string) => SyntaxRoot> {
  const [napi, python, go, java, rust] = await Promise.all([
    import('@ast-grep/napi'),
    import('@ast-grep/lang-python'),
    import('@ast-grep/lang-go'),
    import('@ast-grep/lang-java'),
    import('@ast-grep/lang-rust'),
  ]);
  napi.registerDynamicLanguage({ python: python.default, go: go.default, java: java.default, rust: rust.default });
  return (language, text) => napi.parse(language, text).root();
}

/** A node as one line of at most 200 characters. */
export function snippetOf(node: SgNode, mark = ''): string {
  const text = headOf(node, 400).replace(/\s+/g, ' ').trim();
  return (mark + text).slice(0, 200);
}

/** The start of a node's text. Of a large node only the start is copied: thousands of them may lie in each other. */
export function headOf(node: SgNode, length: number, depth = 0): string {
  const { start, end } = node.range();
  const children = end.index - start.index <= 4 * length ? [] : node.children();
  if (children.length === 0) return node.text().slice(0, length);
  let head = '';
  let at = start.index;
  for (const child of depth > maxDepth ? [] : children) {
    const from = child.range().start.index;
    head += `${from > at ? ' ' : ''}${headOf(child, length - head.length, depth + 1)}`;
    at = child.range().end.index;
    if (head.length >= length) break;
  }
  return head.slice(0, length);
}

/** The same of a field that may be absent. */
export function startOf(node: SgNode | null, length: number): string {
  return node === null ? '' : headOf(node, length);
}

/** The line of a node, from 1. */
export function lineOf(node: SgNode): number {
  return node.range().start.line + 1;
}
