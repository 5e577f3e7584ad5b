import { lineOf, type SyntaxRoot, snippetOf } from '../parser.ts';
import type { MethodCall } from '../types.ts';

/** Calls of methods of the given names, on whatever. */
export function scriptMethods(
  root: SyntaxRoot,
  text: string,
  methods: ReadonlySet<string>,
  lineOffset: number,
): readonly MethodCall[] {
  if (![...methods].some((name) => text.includes(name))) return [];
  return root
    .findAll({ rule: { kind: 'call_expression', has: { kind: 'member_expression', field: 'function' } } })
    .flatMap((call) => {
      const name = call.field('function')?.field('property')?.text() ?? '';
      return methods.has(name) ? [{ name, line: lineOf(call) + lineOffset, snippet: snippetOf(call) }] : [];
    });
}
