import type { CheckReason, CheckState } from '@maximus/contracts';

/** What is known of the last check. */
export interface CheckFacts {
  /** What the check itself said when it was made. */
  readonly stored: CheckState;
  /** Milliseconds; absent when there was none. */
  readonly checkedAtMs?: number | undefined;
  readonly periodMs: number;
  /** The index is older than its limit, or a feed that the result needs is. */
  readonly isIndexStale: boolean;
  /** The index holds the sample only, and the project is none of those that the sample was made for. */
  readonly isBeyondIndex?: boolean;
  readonly nowMs: number;
}

/** How far a check reaches, and what is missing. */
export interface CheckOutcome {
  readonly state: CheckState;
  /** Absent for `ok`. */
  readonly reason?: CheckReason;
}

/** How far a check reaches at this moment (apv.md §3): old ones are stale, never ones unknown. */
export function checkStateAt(facts: CheckFacts): CheckOutcome {
  if (facts.checkedAtMs === undefined && facts.stored !== 'incomplete')
    return { state: 'unknown', reason: 'never_checked' };
  if (facts.stored === 'unknown') return { state: 'unknown', reason: 'never_checked' };
  if (facts.stored === 'incomplete') return { state: 'incomplete', reason: 'not_all_read' };
  if (facts.isBeyondIndex === true) return { state: 'incomplete', reason: 'sample_index' };
  if (facts.isIndexStale) return { state: 'stale', reason: 'stale_feeds' };
  const isOld = facts.nowMs - (facts.checkedAtMs ?? 0) > 2 * facts.periodMs;
  return isOld ? { state: 'stale', reason: 'old_check' } : { state: 'ok' };
}

const badness: readonly CheckState[] = ['ok', 'stale', 'incomplete', 'unknown'];

/** The worst of several; `unknown` for none. */
export function worstCheckState(states: Iterable<CheckState>): CheckState {
  let worst: CheckState | undefined;
  for (const state of states) if (worst === undefined || badness.indexOf(state) > badness.indexOf(worst)) worst = state;
  return worst ?? 'unknown';
}
