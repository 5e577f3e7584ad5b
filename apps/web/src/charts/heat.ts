import type { Project } from '@maximus/contracts';

/** Statuses in which a finding is still to be dealt with. */
const open = ['suspected', 'could_not_check', 'confirmed', 'remediating', 'delivered'];

/** How many findings of a project are still to be dealt with. */
export function openFindings({ finding_counts: counts }: Pick<Project, 'finding_counts'>): number {
  return open.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
}

/** The step from 0 (nothing open) to 4 (the most of all) on which a project stands. */
export function heatOf(count: number, most: number): 0 | 1 | 2 | 3 | 4 {
  if (count === 0) return 0;
  const step = Math.ceil((count / Math.max(1, most)) * 4);
  return step <= 1 ? 1 : step === 2 ? 2 : step === 3 ? 3 : 4;
}
