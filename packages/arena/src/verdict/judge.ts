import type {
  ConfidenceTerm,
  ProofResult,
  RemedyTarget,
  RescanDiff,
  TestComparison,
  Verdict,
} from '@maximus/contracts';
import { remainingTargets, unknownTargets } from '../rescan/diff-rescans.ts';
import { failureTerms, successTerms, sumOf } from './confidence.ts';

/** Whether the edited tree could be built. */
export type BuildOutcome =
  | { readonly state: 'ok' }
  /**
   * The lock is accepted and everything that a registry serves installs; archives from elsewhere, which the change leaves as
   * they were, cannot be had here.
   */
  | { readonly state: 'in-part'; readonly reason: string }
  | { readonly state: 'not-run'; readonly reason: string }
  /** The change is at fault: the frozen lock was refused, or the packages do not install together. */
  | { readonly state: 'failed'; readonly reason: string }
  /** The surroundings are at fault: an unreachable registry, a missing tool, a time-out. */
  | { readonly state: 'could-not-run'; readonly reason: string };

/** Everything that a verdict rests on; each part is in the evidence, so that anyone can judge again. */
export interface VerdictFacts {
  readonly targets: readonly RemedyTarget[];
  readonly resolve: BuildOutcome;
  readonly install: BuildOutcome;
  /** Absent where the rescan did not happen. */
  readonly rescan?: { readonly diff: RescanDiff; readonly inconclusive?: string };
  /** Why it did not happen. */
  readonly notRescanned?: string;
  /** Whether the installed tree says what the lock says; absent where nothing was installed. */
  readonly installedAgrees?: boolean;
  readonly tests: TestComparison;
  /** Test cases that load the changed package, where that was counted. */
  readonly casesLoadingPackage?: number;
  readonly proof: ProofResult;
  readonly majorStep: boolean;
  readonly changedPackages: number;
}

/** A verdict with the sentence that explains it and the terms its confidence is the sum of. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly confidence: number;
  readonly confidenceOf: 'success' | 'failure';
  readonly terms: readonly ConfidenceTerm[];
}

/** Judges a run; the first rule that applies decides (arena.md §7). Pure: the same facts give the same verdict anywhere. */
export function judge(facts: VerdictFacts): Judgement {
  const failed = whyFailed(facts);
  if (failed !== undefined) {
    const terms = failureTerms(failed.verdict, facts);
    return { ...failed, confidence: sumOf(terms), confidenceOf: 'failure', terms };
  }
  const terms = successTerms(facts);
  return { ...whySucceeded(facts), confidence: sumOf(terms), confidenceOf: 'success', terms };
}

function whyFailed(facts: VerdictFacts): { verdict: Verdict; reason: string } | undefined {
  const unsure = whyInconclusive(facts);
  if (unsure !== undefined) return { verdict: 'inconclusive', reason: unsure };
  const broken = whyBroken(facts);
  if (broken !== undefined) return { verdict: 'breaks', reason: broken };
  const diff = facts.rescan?.diff;
  if (diff === undefined) {
    const why = facts.notRescanned === undefined ? '' : `: ${facts.notRescanned}`;
    return { verdict: 'inconclusive', reason: `the tree was not scanned again${why}` };
  }
  const left = remainingTargets(diff, facts.targets);
  if (left.length > 0) return { verdict: 'not_fixed', reason: `${named(left)} is still there after the change` };
  if (facts.proof.result === 'failed') {
    return { verdict: 'not_fixed', reason: 'the proof shows the faulty behaviour after the change as before it' };
  }
  if (diff.introduced.length > 0) {
    const list = diff.introduced.map(({ primary_id, purl }) => `${primary_id} in ${purl}`).join(', ');
    return { verdict: 'introduces', reason: `the change brings ${list}` };
  }
  return undefined;
}

function whyInconclusive({ resolve, install, rescan, installedAgrees, targets }: VerdictFacts): string | undefined {
  if (resolve.state === 'could-not-run') return `the lock could not be resolved: ${resolve.reason}`;
  if (resolve.state === 'failed') return undefined;
  if (rescan?.inconclusive !== undefined) return rescan.inconclusive;
  if (install.state === 'could-not-run') return `the packages could not be installed: ${install.reason}`;
  if (installedAgrees === false) return 'inventory-mismatch: the installed tree does not say what the lock says';
  if (rescan !== undefined) {
    const unknown = unknownTargets(rescan.diff, targets);
    if (unknown.length > 0) return `${named(unknown)} was not found in the tree before the change`;
  }
  return undefined;
}

function whyBroken({ resolve, install, tests }: VerdictFacts): string | undefined {
  if (resolve.state === 'failed') return `the edited tree does not resolve: ${resolve.reason}`;
  if (install.state === 'failed') return `the edited tree does not install: ${install.reason}`;
  if (tests.result !== 'regressed') return undefined;
  const cases = tests.newly_failing.slice(0, 5).join(', ');
  return `the project's own tests fail after the change${cases === '' ? '' : `: ${cases}`}`;
}

function whySucceeded({ tests, proof, resolve, install }: VerdictFacts): { verdict: Verdict; reason: string } {
  if (tests.result === 'untested') {
    const inPart = [resolve, install].find(({ state }) => state === 'in-part');
    const built = inPart !== undefined && 'reason' in inPart ? `; ${inPart.reason}` : '';
    return {
      verdict: 'fixed_untested',
      reason: `the rescan is clean${built}; the tests did not run: ${tests.reason ?? 'none'}`,
    };
  }
  const held = proof.result === 'held';
  if (held && tests.result !== 'flaky') {
    return { verdict: 'proven', reason: 'the flaw was shown before the change and not after it, and the tests agree' };
  }
  const word = tests.result === 'flaky' ? 'some tests are unsteady on both trees' : 'the tests agree';
  return { verdict: 'fixed', reason: `the rescan is clean and ${word}` };
}

function named(targets: readonly RemedyTarget[]): string {
  return targets.map(({ primary_id, purl }) => `${primary_id} in ${purl}`).join(', ');
}
