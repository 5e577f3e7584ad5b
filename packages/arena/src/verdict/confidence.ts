import type { ConfidenceTerm, Verdict } from '@maximus/contracts';
import type { VerdictFacts } from './judge.ts';

/** Test cases that load the changed package from which they count. */
const manyCases = 10;
/** Changed packages from which a change is wide. */
const manyPackages = 10;

/** What makes a successful verdict more or less sure (arena.md §7). */
export function successTerms(facts: VerdictFacts): readonly ConfidenceTerm[] {
  // That the use of a flaw is gone says less than that the flaw is.
  const gone = facts.uses === undefined ? { term: 'rescan-clean', value: 0.6 } : { term: 'use-gone', value: 0.5 };
  const terms: ConfidenceTerm[] = [gone];
  if (facts.installedAgrees === true) terms.push({ term: 'installed-tree-agrees', value: 0.1 });
  if (facts.resolve.state === 'in-part' || facts.install.state === 'in-part')
    terms.push({ term: 'installed-in-part', value: -0.05 });
  const tests = testsTerm(facts.tests.result);
  if (tests !== undefined) terms.push(tests);
  if ((facts.casesLoadingPackage ?? 0) >= manyCases) terms.push({ term: 'tests-load-the-package', value: 0.05 });
  if (facts.proof.result === 'held') terms.push({ term: 'proof-held', value: 0.05 });
  if (facts.proof.result === 'not_reproduced') terms.push({ term: 'proof-not-reproduced', value: -0.05 });
  if (facts.majorStep) terms.push({ term: 'major-step', value: -0.1 });
  if (facts.changedPackages > manyPackages) terms.push({ term: 'many-packages-changed', value: -0.05 });
  return terms;
}

function testsTerm(result: VerdictFacts['tests']['result']): ConfidenceTerm | undefined {
  if (result === 'equal' || result === 'better') return { term: `tests-${result}`, value: 0.2 };
  if (result === 'no_worse' || result === 'flaky') return { term: `tests-${result}`, value: 0.1 };
  return undefined;
}

/** How sure a failure is: what was seen directly is surer than what could not be looked at. */
export function failureTerms(verdict: Verdict, facts: VerdictFacts): readonly ConfidenceTerm[] {
  if (verdict === 'inconclusive') return [{ term: 'could-not-check', value: 0 }];
  if (verdict === 'breaks') {
    // The failing cases were run three times on each tree; a refused lock was asked for once.
    return [
      facts.tests.result === 'regressed'
        ? { term: 'tests-regressed', value: 0.9 }
        : { term: 'tree-refused', value: 0.8 },
    ];
  }
  if (facts.proof.result === 'failed') return [{ term: 'proof-failed', value: 0.95 }];
  return [{ term: 'rescan-shows-it', value: 0.95 }];
}

/** The confidence: the sum of its terms between 0 and 1, in hundredths. */
export function sumOf(terms: readonly ConfidenceTerm[]): number {
  const sum = terms.reduce((total, { value }) => total + value, 0);
  return Math.round(Math.min(1, Math.max(0, sum)) * 100) / 100;
}
