import type {
  ConfidenceTerm,
  FlawUse,
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
  /** Only of a change of the project's own code: what it did to the use of the flaws, whose packages stay. */
  readonly uses?: readonly FlawUse[];
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
  if (facts.uses !== undefined) return whyNotMitigated(facts.uses, diff, facts.tests);
  const left = remainingTargets(diff, facts.targets);
  if (left.length > 0) return { verdict: 'not_fixed', reason: `${named(left)} is still there after the change` };
  if (facts.proof.result === 'failed') {
    return { verdict: 'not_fixed', reason: 'the proof shows the faulty behaviour after the change as before it' };
  }
  if (diff.introduced.length > 0) {
    return { verdict: 'introduces', reason: `the change brings ${named(diff.introduced)}` };
  }
  return undefined;
}

/**
 * A change of the project's own code leaves the flawed version where it is, so that it never counts as fixed (arena.md §4). It
 * is shown to help where the source used what is flawed before and does not after, as far as all of it could be looked at, and
 * where tests that ran say that the code does what it did.
 */
function whyNotMitigated(
  uses: readonly FlawUse[],
  { introduced }: RescanDiff,
  tests: TestComparison,
): { verdict: Verdict; reason: string } | undefined {
  const still = uses.find(({ after }) => after.verdict === 'reachable');
  if (still !== undefined)
    return { verdict: 'not_fixed', reason: `what ${still.primary_id} is about is still used: ${still.after.reason}` };
  const unshown = uses.find(({ before }) => before.verdict !== 'reachable');
  if (unshown !== undefined) {
    const reason = `before the change no use of what ${unshown.primary_id} is about was seen: ${unshown.before.reason}`;
    return { verdict: 'inconclusive', reason };
  }
  const unsure = uses.find(({ after }) => after.verdict !== 'unreachable');
  if (unsure !== undefined) {
    const reason = `whether what ${unsure.primary_id} is about is still used cannot be told: ${unsure.after.reason}`;
    return { verdict: 'inconclusive', reason };
  }
  if (introduced.length > 0) return { verdict: 'introduces', reason: `the change brings ${named(introduced)}` };
  if (tests.result === 'untested') {
    const reason = `no test shows that the changed code does what it did: ${tests.reason ?? 'none ran'}`;
    return { verdict: 'inconclusive', reason };
  }
  if (tests.result === 'no_worse' && (tests.before?.passed ?? 0) === 0)
    return { verdict: 'inconclusive', reason: 'no test passes before the change, so that none can speak for it' };
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

/** What a change of the project's own code came to: the package stays, and so it is never called fixed. */
function whyMitigated({ tests, targets }: VerdictFacts): { verdict: Verdict; reason: string } {
  const agree = tests.result === 'flaky' ? 'some tests are unsteady on both trees' : 'the tests agree';
  const gone = "nothing of the project's own source uses what is flawed any more";
  return { verdict: 'mitigated', reason: `${gone}, and ${agree}; ${named(targets)} stays` };
}

function whySucceeded(facts: VerdictFacts): { verdict: Verdict; reason: string } {
  const { tests, proof, resolve, install } = facts;
  if (facts.uses !== undefined) return whyMitigated(facts);
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

function named(targets: readonly Pick<RemedyTarget, 'primary_id' | 'purl'>[]): string {
  return targets.map(({ primary_id, purl }) => `${primary_id} in ${purl}`).join(', ');
}
