import type { SyntaxRoot } from '../parser.ts';

/** The content of a string without substitutions; `undefined` for everything else. */
export function plainText(node: SyntaxRoot): string | undefined {
  if (node.kind() !== 'string') return undefined;
  const parts = node.namedChildren();
  const isPlain = parts.every((part) => ['string_start', 'string_content', 'string_end'].includes(String(part.kind())));
  return isPlain ? (parts.find((part) => part.kind() === 'string_content')?.text() ?? '') : undefined;
}
