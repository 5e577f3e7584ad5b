import type { LiveTimings } from './types.ts';

/**
 * How long to wait after `failures` failed attempts (from 1): full jitter below a doubling limit. Once many
 * have failed about every 30 s, widely spread: ten thousand pages that come back in step would meet a full door each time.
 */
export function backoffMs(failures: number, timings: LiveTimings, random: () => number = Math.random): number {
  if (failures >= timings.fallbackAfterAttempts) return timings.slowRetryMs * (0.5 + random());
  const limit = Math.min(timings.backoffMaxMs, timings.backoffBaseMs * 2 ** (failures - 1));
  return Math.max(timings.backoffMinMs, random() * limit);
}

/** A time ± 20 %, so that many pages do not poll at once. */
export function spread(ms: number, random: () => number = Math.random): number {
  return ms * (0.8 + random() * 0.4);
}
