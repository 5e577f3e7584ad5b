import { flawedSymbolRules } from './flawed-symbols.data.ts';

/** The part of an OSV record that names symbols; every OSV record fits. */
export interface SymbolRecord {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly affected?: readonly {
    readonly package?: { readonly ecosystem: string; readonly name: string };
    readonly ecosystem_specific?: Readonly<Record<string, unknown>>;
  }[];
}

const maxSymbols = 200;
const maxName = 300;
const rules = new Map<string, string[]>();
for (const [ids, subject, symbols] of flawedSymbolRules) {
  for (const id of ids.split(' ')) rules.set(`${id}\u0000${subject}`, symbols.split(' '));
}

/**
 * The flawed symbols of one package after the records of one group, in the spelling of its family: OSV's own (Go
 * `ecosystem_specific.imports[].symbols`, RustSec `affects.functions`), else those of our rules, else none. A Go import without
 * symbols means all of it; then nothing is known of symbols.
 */
export function flawedSymbols(
  ecosystem: string,
  name: string,
  ids: readonly string[],
  records: readonly SymbolRecord[],
): readonly string[] {
  const found = new Set<string>();
  for (const { affected = [] } of records) {
    for (const { package: subject, ecosystem_specific: own } of affected) {
      if (subject?.ecosystem !== ecosystem || subject.name !== name || own === undefined) continue;
      const symbols = ecosystem === 'Go' ? goSymbols(own) : ecosystem === 'crates.io' ? rustSymbols(own) : [];
      if (symbols === 'all') return [];
      for (const symbol of symbols) if (symbol.length <= maxName) found.add(symbol);
    }
  }
  if (found.size > maxSymbols) return [];
  if (found.size > 0) return [...found].sort();
  const subject = `${ecosystem}:${ecosystem === 'PyPI' ? name.toLowerCase().replace(/[-_.]+/g, '-') : name}`;
  return ids.map((id) => rules.get(`${id}\u0000${subject}`)).find((symbols) => symbols !== undefined) ?? [];
}

function goSymbols(own: Readonly<Record<string, unknown>>): readonly string[] | 'all' {
  const imports = listOf(own['imports']);
  const found: string[] = [];
  for (const each of imports) {
    const { path, symbols } = (each ?? {}) as { readonly path?: unknown; readonly symbols?: unknown };
    if (typeof path !== 'string') continue;
    const names = listOf(symbols).filter((symbol) => typeof symbol === 'string');
    if (names.length === 0) return 'all';
    // Names that begin small are inside of the package: nobody else can call them.
    for (const symbol of names) if (isExported(symbol)) found.push(`${path}#${symbol}`);
  }
  return found;
}

function isExported(symbol: string): boolean {
  return symbol.split('.').every((part) => /^\p{Lu}/u.test(part));
}

function rustSymbols(own: Readonly<Record<string, unknown>>): readonly string[] {
  const affects = own['affects'] as { readonly functions?: unknown } | null | undefined;
  const functions = typeof affects === 'object' && affects !== null ? affects.functions : undefined;
  const names = Array.isArray(functions) ? functions : Object.keys((functions as object | null | undefined) ?? {});
  return names.filter((each): each is string => typeof each === 'string' && each.includes('::'));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, 1_000) : [];
}
