import type { ApvStatus, FindingCounts, FindingStatus } from '@maximus/contracts';

const byFinding: readonly (readonly [FindingStatus, ApvStatus])[] = [
  ['remediating', 'remediating'],
  ['delivered', 'verifying'],
  ['confirmed', 'confirmed'],
  ['could_not_check', 'could_not_check'],
  ['suspected', 'detected'],
  ['accepted', 'accepted'],
  ['resolved', 'resolved'],
  ['not_affected', 'not_affected'],
];

/**
 * The status of an APV from its findings, first row that applies (apv.md §7.2). No one sets it by hand.
 * @example
 * rollUp({ suspected: 2, accepted: 1 }, false); // 'detected'
 */
export function rollUp(counts: FindingCounts, merged: boolean): ApvStatus {
  if (merged) return 'superseded';
  return byFinding.find(([status]) => (counts[status] ?? 0) > 0)?.[1] ?? 'withdrawn';
}

/** Statuses of findings in which a project counts as affected. */
export const affectingStatuses: readonly FindingStatus[] = [
  'suspected',
  'could_not_check',
  'confirmed',
  'remediating',
  'delivered',
  'accepted',
];
