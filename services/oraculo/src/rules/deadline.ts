import type { SsvcOutcome } from '@maximus/contracts';
import { dueAt, outcomeDays, revisedDueAt } from '@maximus/prioritisation';

/** What a deadline stood on, and what it stands on now. */
export interface DeadlineInput {
  /** RFC 3339. */
  readonly firstDetectedAt: string;
  readonly nowAt: string;
  readonly outcome: SsvcOutcome;
  readonly before?: {
    /** Absent for none. */
    readonly dueAt: string | undefined;
    readonly outcome: SsvcOutcome;
  };
  /** An entry of KEV was taken back, or a record was withdrawn: only this moves a deadline later. */
  readonly isInputWithdrawn: boolean;
  /** A policy that shortens the deadline. */
  readonly maxDays?: number | undefined;
}

/** The deadline of an APV (apv.md §6.4): earlier when inputs worsen, later only when one was withdrawn. */
export function deadlineOf(input: DeadlineInput): string | undefined {
  const { before, outcome, maxDays } = input;
  if (before === undefined) return dueAt(input.firstDetectedAt, outcome, maxDays);
  if (before.outcome === outcome) return before.dueAt;
  const limit = maxDays === undefined ? {} : { maxDays };
  if (daysOf(outcome) > daysOf(before.outcome)) {
    return input.isInputWithdrawn ? dueAt(input.firstDetectedAt, outcome, maxDays) : before.dueAt;
  }
  const old = before.dueAt === undefined ? {} : { dueAt: before.dueAt };
  return revisedDueAt({ ...old, changedAt: input.nowAt, outcome, ...limit });
}

function daysOf(outcome: SsvcOutcome): number {
  return outcomeDays[outcome] ?? Number.POSITIVE_INFINITY;
}
