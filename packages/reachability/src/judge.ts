import type { Reachability } from '@maximus/contracts';
import type { Evidence } from './read-family.ts';
import { relate } from './symbols.ts';
import type { FamilySearch, FoundUse, Limits, SymbolPath, WantedPackage } from './types.ts';

/** Changes when the same source would give another answer. */
export const ruleVersion = 'symbols/1';

/** The answer where nothing was looked at. */
export const unseen: Reachability = { state: 'unknown', locations: [], rule_version: ruleVersion };

/** How sure each kind of evidence is. */
const sure = { call: 0.95, value: 0.8, method: 0.6, import: 0.9, notImported: 0.9, notCalled: 0.75, testsOnly: 0.6 };

interface Place {
  readonly file: string;
  readonly line: number;
  readonly snippet: string;
  readonly symbol?: string;
}

interface Hit extends Place {
  readonly confidence: number;
}

/** What the files say of the flawed symbols of one package. */
interface SymbolUse {
  readonly hits: readonly Hit[];
  /** Why a call cannot be ruled out, with a place. */
  readonly doubt?: string;
}

/** The answer for one package. */
export function judge(wanted: WantedPackage, bound: FamilySearch, evidence: Evidence, limits: Limits): Reachability {
  const imports = importsOf(wanted, bound, evidence);
  const real = imports.filter((each) => !each.typeOnly);
  const answer = (
    state: Reachability['state'],
    places: readonly Place[],
    verdict: NonNullable<Reachability['verdict']>,
    confidence: number,
    reason: string,
  ): Reachability => ({
    state,
    locations: ordered(places).slice(0, limits.maxLocations).map(located),
    rule_version: ruleVersion,
    verdict,
    confidence,
    reason: reason.slice(0, 300),
  });
  const isEverythingSeen = evidence.complete && evidence.sources > 0 && !evidence.doubtful.has(wanted.key);
  if (real.length === 0) {
    if (!isEverythingSeen || !wanted.direct || !bound.isDecisive(wanted)) {
      const why = !wanted.direct ? 'other packages may use it' : 'not everything could be looked at';
      return answer('unknown', imports, 'not_decidable', 0, `no import was found, and ${why}`);
    }
    if (wanted.required === true)
      return answer('not_imported', imports, 'not_decidable', 0, 'no source file imports it, other packages do');
    return answer('not_imported', imports, 'unreachable', sure.notImported, 'no source file imports it');
  }
  const symbols = (bound.isImportLevel === true ? [] : (wanted.symbols ?? [])).map((symbol) => bound.symbol(symbol));
  if (symbols.length === 0)
    return answer(
      'imported',
      imports,
      'not_decidable',
      0,
      'it is imported, and which of its code is flawed is not known',
    );
  const use = symbolUse(wanted, symbols, bound, evidence);
  const own = use.hits.filter(({ file }) => !isTest(file));
  if (own[0] !== undefined) {
    const best = own.reduce((a, b) => (b.confidence > a.confidence ? b : a));
    const reason = `${best.symbol ?? ''} is used in ${best.file}:${best.line}`;
    return answer('reachable', use.hits, 'reachable', best.confidence, reason);
  }
  const names = symbols.map(({ text }) => text).join(', ');
  if (use.doubt !== undefined || !isEverythingSeen || wanted.required === true || !wanted.direct) {
    const why = use.doubt ?? (isEverythingSeen ? 'other packages may use it' : 'not everything could be looked at');
    return answer('imported', imports, 'not_decidable', 0, `no use of ${names} was found, but ${why}`);
  }
  if (use.hits.length > 0)
    return answer('imported', use.hits, 'unreachable', sure.testsOnly, `only tests use ${names}`);
  return answer('imported', imports, 'unreachable', sure.notCalled, `it is imported, and nothing uses ${names}`);
}

function importsOf(wanted: WantedPackage, bound: FamilySearch, evidence: Evidence) {
  return [...evidence.files].flatMap(([file, { imports }]) =>
    imports
      .filter(({ module }) => bound.owners(module).includes(wanted.key))
      .map((each) => ({ ...each, file, isSecond: each.typeOnly })),
  );
}

function symbolUse(
  wanted: WantedPackage,
  symbols: readonly SymbolPath[],
  bound: FamilySearch,
  evidence: Evidence,
): SymbolUse {
  const hits: Hit[] = [];
  const doubts: string[] = [];
  for (const [file, { uses }] of evidence.files) {
    for (const use of uses) {
      if (!bound.ownersOf(use).includes(wanted.key)) continue;
      const { hit, doubt } = weigh(use, symbols, bound);
      if (hit !== undefined) hits.push({ file, line: use.line, snippet: use.snippet, ...hit });
      else if (doubt !== undefined && !isTest(file)) doubts.push(`${doubt} in ${file}:${use.line}`);
    }
  }
  for (const symbol of symbols) if (symbol.method !== undefined) byName(wanted, symbol, bound, evidence, hits, doubts);
  return { hits, ...(doubts[0] === undefined ? {} : { doubt: doubts[0] }) };
}

function weigh(
  use: FoundUse,
  symbols: readonly SymbolPath[],
  bound: FamilySearch,
): { hit?: { symbol: string; confidence: number }; doubt?: string } {
  const segments = bound.segments(use);
  let doubt: string | undefined;
  for (const symbol of symbols) {
    const relation = relate(symbol, use, segments);
    if (relation === 'hit' && (use.kind === 'call' || use.kind === 'value'))
      return { hit: { symbol: symbol.text, confidence: sure[use.kind] } };
    if (relation === 'none' || segments.includes('()') || use.kind === 'call') continue;
    doubt ??= use.kind === 'computed' ? 'a member of it is computed' : 'it is passed on';
  }
  return doubt === undefined ? {} : { doubt };
}

/** A method is called on a value whose type is not known: its name decides, near an import of the package. */
function byName(
  wanted: WantedPackage,
  symbol: SymbolPath,
  bound: FamilySearch,
  evidence: Evidence,
  hits: Hit[],
  doubts: string[],
): void {
  const scopeOf = (file: string) => bound.scopeOf?.(file) ?? file;
  const near = new Set<string>();
  for (const [file, { imports }] of evidence.files) {
    const isNear = imports.some(
      ({ module, typeOnly }) => !typeOnly && bound.owners(module).includes(wanted.key) && bound.isNear(symbol, module),
    );
    if (isNear) near.add(scopeOf(file));
  }
  for (const [file, { methods }] of evidence.files) {
    const called = methods.find(({ name }) => name === symbol.method);
    if (called === undefined || hits.some((hit) => hit.file === file && hit.symbol === symbol.text)) continue;
    const { line, snippet } = called;
    if (near.has(scopeOf(file))) hits.push({ file, line, snippet, symbol: symbol.text, confidence: sure.method });
    else if (!isTest(file)) doubts.push(`something called ${symbol.method} is called in ${file}:${line}`);
  }
  const word = evidence.words.get(symbol.method ?? '');
  if (word !== undefined && !isTest(word)) doubts.push(`${word} names ${symbol.method}`);
}

/** Production before tests, what is used before what is only named. */
function ordered(places: readonly (Place & { readonly isSecond?: boolean })[]): readonly Place[] {
  return [...places].sort(
    (a, b) =>
      Number(a.isSecond ?? false) - Number(b.isSecond ?? false) ||
      Number(isTest(a.file)) - Number(isTest(b.file)) ||
      (a.file < b.file ? -1 : Number(a.file > b.file)) ||
      a.line - b.line,
  );
}

function located({ file, line, snippet, symbol }: Place): Reachability['locations'][number] {
  return { file, line, snippet, ...(symbol === undefined ? {} : { symbol }) };
}

/** A path that people give to tests: such places are listed behind the others, and a call there reaches nothing. */
function isTest(path: string): boolean {
  return /(?:^|\/)(?:tests?|__tests__|specs?|e2e)\/|[._-](?:test|spec)\.[a-z]+$|(?:^|\/)test_[^/]*\.py$/i.test(path);
}
