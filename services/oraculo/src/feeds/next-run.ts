/** Failures in a row after which a feed rests (oraculo.md §1). */
const breakerErrors = 5;
/** Time that a feed rests once the breaker is open. */
export const breakerMs = 60_000;

const firstWaitMs = 30_000;

/** How far apart two turns are. */
export interface Turn {
  readonly nowMs: number;
  readonly periodMs: number;
  /** Failures in a row, this one among them; 0 after a success. */
  readonly errorsInARow: number;
  /** Between 0 and 1. */
  readonly random: number;
}

/**
 * When a feed is synced next: after its period, give or take a tenth, so that servers do not ask all at once; after
 * failures sooner, with waits that double from 30 s on and never pass the period.
 */
export function nextRunMs({ nowMs, periodMs, errorsInARow, random }: Turn): number {
  if (errorsInARow === 0) return nowMs + Math.round(periodMs * (0.9 + random * 0.2));
  const doubled = firstWaitMs * 2 ** Math.min(errorsInARow - 1, 20);
  return nowMs + Math.round(Math.min(periodMs, doubled) * (0.5 + random * 0.5));
}

/** Whether a feed rests after failures: closed until five in a row, then open for a minute after each attempt. */
export function breakerOf(
  feed: { readonly errors_in_a_row: number; readonly last_attempt_at: Date | null },
  nowMs: number,
): 'closed' | 'open' | 'half_open' {
  if (feed.errors_in_a_row < breakerErrors) return 'closed';
  return nowMs - (feed.last_attempt_at?.getTime() ?? 0) < breakerMs ? 'open' : 'half_open';
}
