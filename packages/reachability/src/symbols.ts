import type { FoundUse, SymbolPath, WantedPackage } from './types.ts';

/** How a use stands to a symbol: it is the symbol, or something from which the symbol can be got, or neither. */
export type Relation = 'hit' | 'leads' | 'none';

/** Relates the segments of a use to a symbol; results of calls stand between names and are no names. */
export function relate(symbol: SymbolPath, use: FoundUse, segments: readonly string[]): Relation {
  if (symbol.within !== undefined && symbol.within !== use.module) return 'none';
  const names = segments.filter((part) => part !== '()');
  const wanted = symbol.segments;
  if (wanted.length === 0)
    return names.length > 0 ? 'none' : use.kind === 'call' && segments.length === 0 ? 'hit' : 'leads';
  for (let at = 0; at + wanted.length <= names.length; at += 1) {
    if (wanted.every((part, offset) => names[at + offset] === part)) return 'hit';
  }
  return names.every((part, at) => wanted[at] === part) ? 'leads' : 'none';
}

/** A symbol whose last segment is a method when the one before it is written like a type. */
export function dottedSymbol(text: string, segments: readonly string[]): SymbolPath {
  const method = /^[A-Z]/.test(segments.at(-2) ?? '') ? segments.at(-1) : undefined;
  return { text, segments, ...(method === undefined ? {} : { method }) };
}

/** The methods among the symbols of some packages. */
export function methodsOf(
  packages: readonly WantedPackage[],
  symbolOf: (symbol: string) => SymbolPath,
): readonly string[] {
  const methods = packages.flatMap(({ symbols = [] }) => symbols.map((symbol) => symbolOf(symbol).method));
  return [...new Set(methods.filter((method) => method !== undefined))];
}
