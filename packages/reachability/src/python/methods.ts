import { lineOf, type SyntaxRoot, snippetOf } from '../parser.ts';
import type { MethodCall } from '../types.ts';

/** Calls of methods of the given names, on whatever. */
export function pythonMethods(root: SyntaxRoot, text: string, methods: ReadonlySet<string>): readonly MethodCall[] {
  if (![...methods].some((name) => text.includes(name))) return [];
  return root.findAll({ rule: { kind: 'call', has: { kind: 'attribute', field: 'function' } } }).flatMap((call) => {
    const name = call.field('function')?.field('attribute')?.text() ?? '';
    return methods.has(name) ? [{ name, line: lineOf(call), snippet: snippetOf(call) }] : [];
  });
}
