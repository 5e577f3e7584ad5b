import type { Clock } from '@maximus/kernel';

/** A clock that moves when it is told to. */
export interface ManualClock extends Clock {
  advance(ms: number): void;
}

/** Starts at a full hour of 2026. */
export function manualClock(startMs = Date.parse('2026-03-01T00:00:00Z')): ManualClock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
  };
}
