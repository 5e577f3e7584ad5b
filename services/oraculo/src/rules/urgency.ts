import type { Priority, Severity } from '@maximus/contracts';

/** Priorities from the least to the most urgent; the place is the number that is stored. */
export const priorities: readonly Priority[] = ['low', 'medium', 'high', 'critical'];

/** Severities from the worst; the place is the number that is stored, so that an ascending index lists the worst first. */
export const severityRanks: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'none', 'unknown'];

/** Priority and score in one number, 0 for the most urgent there can be: the default order of every list, ascending. */
export function urgencyOf(priority: Priority, score: number): number {
  return 4004 - (priorities.indexOf(priority) * 1001 + Math.round(score * 10));
}
