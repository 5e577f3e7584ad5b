import type { PolicyReason, ReviewPolicy } from '@maximus/contracts';
import { reason } from './reasons.ts';
import type { DecisionFacts, SubjectFacts, Voter } from './subject.ts';

/** What somebody may do, and why. */
export interface VoteVerdict {
  readonly allowed: boolean;
  readonly reasons: readonly PolicyReason[];
}

const authorForm = /^(?:usr_[0-9a-hjkmnp-tv-z]{26}|system:[a-z][a-z0-9-]*)$/;

/**
 * Whether somebody may vote (hitl.md §3). Pure. The author may neither approve nor reject, whatever else they are; who has
 * voted may not vote again; what was escalated is for those who may decide it.
 */
export function mayVote(
  policy: ReviewPolicy,
  subject: SubjectFacts,
  decision: DecisionFacts,
  voter: Voter,
): VoteVerdict {
  const { userId } = voter;
  const isKnown = authorForm.test(subject.author);
  const mayDecideEscalated =
    voter.isReviewer && (voter.isAdmin || (userId !== undefined && policy.escalation_reviewers.includes(userId)));
  const reasons = [
    reason('reviewer', voter.isReviewer, voter.isReviewer, 'only reviewers vote'),
    reason('person', userId !== undefined, userId ?? null, 'a vote is a person’s: a token of nobody has none'),
    reason('author_known', isKnown, subject.author, 'the author must be known'),
    reason(
      'author_differs',
      isKnown && userId !== undefined && subject.author !== userId,
      subject.author,
      'the author does not vote',
    ),
    reason(
      'first_vote',
      userId === undefined || !decision.voters.includes(userId),
      decision.voters.length,
      'a person votes once',
    ),
    reason(
      'escalation',
      !decision.isEscalated || mayDecideEscalated,
      decision.isEscalated,
      'what was escalated is decided by reviewers with the escalation right',
    ),
  ];
  return { allowed: reasons.every(({ holds }) => holds), reasons };
}

/**
 * Whether the evidence is enough to approve. Pure. Proven, fixed, or for a change of code mitigated; `fixed_untested` only for
 * one who says to know it; what has no diff has nothing to prove (hitl.md §3).
 */
export function evidenceSuffices(subject: SubjectFacts, saidUntested: boolean): PolicyReason {
  const { verdict, hasDiff, isRevert } = subject;
  if (!hasDiff) return reason('evidence', true, null, 'nothing is changed, so there is nothing to prove');
  if (isRevert === true && verdict === 'introduces')
    return reason('evidence', true, verdict, 'it takes a patch back, and brings in again what that closed');
  const isGood = verdict === 'proven' || verdict === 'fixed' || verdict === 'mitigated';
  const holds = isGood || (verdict === 'fixed_untested' && saidUntested);
  const message =
    verdict === 'fixed_untested'
      ? 'its tests did not run: approve it with `untested` set'
      : 'only what the arena found proven, fixed or mitigated can be approved';
  return reason('evidence', holds, verdict ?? null, message);
}
