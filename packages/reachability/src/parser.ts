import type { SgNode } from '@ast-grep/napi';

/** A parsed file's root. */
export type SyntaxRoot = SgNode;
/** Languages that are parsed. */
export type Language = 'JavaScript' | 'TypeScript' | 'Tsx' | 'python';

let loading: Promise<(language: Language, text: string) => SyntaxRoot> | undefined;

/** Parses a text. Native code is loaded at the first call; rejects where it cannot be. Never runs what it reads. */
export async function parseSource(language: Language, text: string): Promise<SyntaxRoot> {
  loading ??= load();
  return (await loading)(language, text);
}

async function load(): Promise<(language: Language, text: string) => SyntaxRoot> {
  const [napi, python] = await Promise.all([import('@ast-grep/napi'), import('@ast-grep/lang-python')]);
  napi.registerDynamicLanguage({ python: python.default });
  return (language, text) => napi.parse(language, text).root();
}

/** A node as one line of at most 200 characters. */
export function snippetOf(node: SgNode, mark = ''): string {
  const text = node.text().slice(0, 400).replace(/\s+/g, ' ').trim();
  return (mark + text).slice(0, 200);
}

/** The line of a node, from 1. */
export function lineOf(node: SgNode): number {
  return node.range().start.line + 1;
}
