import type { LiveTimings } from './types.ts';

/** How long to wait after `failures` failed attempts (from 1): full jitter below a doubling limit, slow once many have failed. */
export function backoffMs(failures: number, timings: LiveTimings, random: () => number = Math.random): number {
  if (failures >= timings.fallbackAfterAttempts) return timings.slowRetryMs;
  const limit = Math.min(timings.backoffMaxMs, timings.backoffBaseMs * 2 ** (failures - 1));
  return Math.max(timings.backoffMinMs, random() * limit);
}

/** A time ± 20 %, so that many pages do not poll at once. */
export function spread(ms: number, random: () => number = Math.random): number {
  return ms * (0.8 + random() * 0.4);
}
