import { createHash } from 'node:crypto';
import type { FreezeWindow, PolicyReason, ReviewPolicy } from '@maximus/contracts';
import { reason } from './reasons.ts';
import type { SubjectFacts } from './subject.ts';

/** What the day and the calendar say. */
export interface AutoApprovalState {
  readonly nowMs: number;
  /** Approvals of this policy today. */
  readonly approvedToday: number;
}

const quietRungs: ReadonlySet<string> = new Set(['lock-bump', 'direct-upgrade']);

/** Every condition of auto-approval with its value (hitl.md §3). Pure. What did not run counts as not passed. */
export function autoApprovalConditions(
  policy: ReviewPolicy,
  subject: SubjectFacts,
  state: AutoApprovalState,
): readonly PolicyReason[] {
  const { auto_approval: rule } = policy;
  const { verdict, level, confidence, prediction, introduced, largestStep } = subject;
  const freeze = freezeAt(policy.freeze_windows, state.nowMs);
  const isUrgent = subject.priority === 'critical' || subject.inKev;
  return [
    reason('enabled', rule.enabled, rule.enabled, 'the policy must have it on'),
    reason(
      'project',
      rule.projects === null || rule.projects.includes(subject.projectId),
      subject.projectId,
      'the policy must have it on for the project',
    ),
    reason('subject', subject.kind === 'patch' && subject.hasDiff, subject.kind, 'only patches with a diff'),
    reason('author', subject.author.startsWith('system:'), subject.author, 'only what the program made'),
    reason('verdict', verdict === 'proven' || verdict === 'fixed', verdict ?? null, 'proven or fixed'),
    reason('level', level === 'container' || level === 'process', level ?? null, 'proven in a container or process'),
    reason(
      'confidence',
      confidence !== undefined && confidence >= rule.min_confidence,
      confidence ?? null,
      `at least ${rule.min_confidence}`,
    ),
    reason(
      'prediction',
      prediction === undefined || (prediction.prediction && prediction.confidence >= rule.min_prediction_confidence),
      prediction === undefined ? null : prediction.prediction ? prediction.confidence : false,
      `absent, or positive with at least ${rule.min_prediction_confidence}`,
    ),
    reason('priority', subject.priority !== 'critical', subject.priority, 'not critical'),
    reason('kev', !subject.inKev, subject.inKev, 'not known to be exploited'),
    reason('rung', quietRungs.has(subject.rung), subject.rung, 'a lock bump or a direct upgrade'),
    reason('step', largestStep === 'patch' || largestStep === 'minor', largestStep, 'a patch or minor step'),
    reason('introduces_nothing', introduced === 0, introduced ?? null, 'introduces no vulnerability'),
    // The planner offers nothing younger than its rule, which it waives for urgent ones alone.
    reason(
      'release_age',
      !isUrgent && subject.author === 'system:eureka',
      isUrgent ? 'waived' : 'held by the plan',
      'every new version is old enough',
    ),
    reason('not_frozen', freeze === undefined, freeze?.name ?? null, 'outside of freeze windows'),
    reason(
      'daily_cap',
      state.approvedToday < rule.daily_cap,
      state.approvedToday,
      `fewer than ${rule.daily_cap} a day`,
    ),
  ];
}

/** The freeze that holds at a time; of several the one that ends last. */
export function freezeAt(windows: readonly FreezeWindow[], atMs: number): FreezeWindow | undefined {
  return windows
    .filter(({ from, to }) => Date.parse(from) <= atMs && atMs < Date.parse(to))
    .sort((a, b) => Date.parse(b.to) - Date.parse(a.to))[0];
}

/** Whether an eligible one goes to a person all the same: by its digest, so that nobody can choose, and repeatably. */
export function isSampled(rate: number, subjectDigest: string): boolean {
  const drawn = createHash('sha256').update(`review sample ${subjectDigest}`).digest().readUInt32BE() / 2 ** 32;
  return drawn < rate;
}
