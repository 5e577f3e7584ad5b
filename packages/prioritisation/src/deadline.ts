import type { SsvcOutcome } from '@maximus/contracts';
import { outcomeDays } from './ssvc-table.data.ts';

/** Name of the policy behind a deadline; `+Nd` is appended where a policy of the user shortens it to N days. */
export const duePolicy = 'cisa-bod-26-04';

const dayMs = 86_400_000;

/**
 * The first moment (UTC) of the day that lies the outcome's days after `from`, RFC 3339 with milliseconds; absent for
 * "at next upgrade" without a shorter policy. `from` is RFC 3339; one that is not a time gives no date.
 */
export function dueAt(from: string, outcome: SsvcOutcome, maxDays?: number): string | undefined {
  const days = Math.min(outcomeDays[outcome] ?? Number.POSITIVE_INFINITY, maxDays ?? Number.POSITIVE_INFINITY);
  const start = Date.parse(from);
  if (Number.isNaN(start) || !Number.isFinite(days)) return undefined;
  const due = (Math.floor(start / dayMs) + Math.max(0, Math.floor(days))) * dayMs;
  return Math.abs(due) > 8.64e15 ? undefined : new Date(due).toISOString();
}

/** What changed since a deadline was set. */
export interface DeadlineChange {
  /** The deadline so far; absent for none. */
  readonly dueAt?: string;
  readonly changedAt: string;
  readonly outcome: SsvcOutcome;
  readonly maxDays?: number;
  /** An input was withdrawn (a KEV entry taken back, a record retracted): only this may move a deadline back. */
  readonly withdrawn?: boolean;
}

/** The deadline after a change: the earlier of old and new, except where an input was withdrawn (apv.md §6.4). */
export function revisedDueAt(change: DeadlineChange): string | undefined {
  const fresh = dueAt(change.changedAt, change.outcome, change.maxDays);
  if (change.withdrawn === true || change.dueAt === undefined) return fresh;
  if (fresh === undefined) return change.dueAt;
  return Date.parse(fresh) < Date.parse(change.dueAt) ? fresh : change.dueAt;
}
