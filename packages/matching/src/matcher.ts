import type { AdvisoryIndex } from '@maximus/advisories';
import { type CompiledPackage, createCompiler, type KeepsPackage } from './compiled-package.ts';
import { type Judgement, judge, readCandidate } from './judge.ts';
import { judgeRequirement } from './requirement.ts';
import type { Hit, MatchResult, Miss, Subject, Undecided } from './types.ts';

/** Matches components against one generation of the index. Make one per generation. */
export interface Matcher {
  readonly index: AdvisoryIndex;
  /** Judges every advisory that names the component's package. Never throws; equal answers for equal data. */
  match(subject: Subject): MatchResult;
  /**
   * The same for a component that only a manifest asks for: `requirement` is the range as written. Hits carry
   * `requirement` and are weaker.
   */
  matchRequirement(subject: Subject, requirement: string): MatchResult;
  /** What the index knows of a package, prepared. */
  compiled(ecosystem: string, name: string): CompiledPackage;
}

const none: MatchResult = { hits: [], misses: [], undecided: [] };

/**
 * Creates a matcher. An ecosystem that the index does not cover gives an empty answer here: whoever asks must look at
 * `index.covers` first, because that emptiness means "could not check". It keeps what it prepared of the packages that
 * `keeps` says; of all by default.
 */
export function createMatcher(index: AdvisoryIndex, keeps?: KeepsPackage): Matcher {
  const compiled = createCompiler(index, keeps);
  return {
    index,
    compiled,
    match(subject) {
      const { scheme, entries } = compiled(subject.ecosystem, subject.name);
      if (entries.length === 0) return none;
      const candidate = readCandidate(subject.ecosystem, subject.version, scheme);
      return sortOut(entries.map((entry) => judge(entry, candidate)));
    },
    matchRequirement(subject, requirement) {
      const pkg = compiled(subject.ecosystem, subject.name);
      return pkg.entries.length === 0 ? none : sortOut(judgeRequirement(pkg, subject, requirement));
    },
  };
}

function sortOut(judgements: readonly Judgement[]): MatchResult {
  const hits: Hit[] = [];
  const misses: Miss[] = [];
  const undecided: Undecided[] = [];
  for (const { verdict, ...rest } of judgements) {
    if (verdict === 'hit') hits.push(rest as Hit);
    else if (verdict === 'miss') misses.push(rest as Miss);
    else undecided.push(rest as Undecided);
  }
  return { hits, misses, undecided };
}
