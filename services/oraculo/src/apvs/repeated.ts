import type { RepeatedOfApv } from '@maximus/storage';
import type { ApvChange } from './apv-change.ts';

/** What the findings of an APV repeat of it, where that is new. */
export function repeatedOf({ before, write }: ApvChange): RepeatedOfApv[] {
  const wasDue = before?.due_at instanceof Date ? before.due_at.toISOString() : 'infinity';
  const isSame =
    before !== undefined &&
    before.urgency === write.urgency &&
    before.severity_rank === write.severity_rank &&
    isSameReal(before.cvss, write.cvss) &&
    isSameReal(before.epss, write.epss) &&
    before.in_kev === write.in_kev &&
    wasDue === write.due_at;
  if (isSame) return [];
  return [
    {
      groupKey: write.group_key,
      urgency: write.urgency,
      severityRank: write.severity_rank,
      cvss: write.cvss,
      epss: write.epss,
      inKev: write.in_kev,
      dueAt: write.due_at,
    },
  ];
}

/** The column keeps single precision. */
function isSameReal(stored: number | null, wanted: number | null): boolean {
  if (stored === null || wanted === null) return stored === wanted;
  return Math.fround(stored) === Math.fround(wanted);
}
