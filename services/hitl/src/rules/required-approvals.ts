import type { ReviewPolicy } from '@maximus/contracts';
import type { SubjectFacts } from './subject.ts';

/** How many different people must approve: the largest number that applies (hitl.md §3). */
export function requiredApprovals(policy: ReviewPolicy, subject: SubjectFacts): number {
  const { approvals } = policy;
  const isAcceptance = subject.kind === 'acceptance' || subject.kind === 'vex';
  const isCritical = subject.priority === 'critical';
  const isMajor = subject.rung === 'major-upgrade' || subject.largestStep === 'major';
  return Math.max(
    approvals.standard,
    isCritical ? approvals.critical : 1,
    isCritical && isAcceptance ? approvals.critical_acceptance : 1,
    isMajor ? approvals.major_upgrade : 1,
    subject.rung === 'code-rule' || subject.rung === 'code-llm' ? approvals.code_patch : 1,
  );
}
