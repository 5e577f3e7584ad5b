/** How often in a row the shortest wait is taken: a failover is over within these seconds. */
const quickTries = 5;

/**
 * Milliseconds to wait before the next try to reach Redis (platform.md §7: 1–30 s): one second for the first five, then
 * twice as long each time, and up to a tenth more so that many processes do not come back in step. `tries` counts from 1.
 */
export function backOffMs(tries: number, random: () => number = Math.random): number {
  const base = Math.min(30_000, 1_000 * 2 ** Math.max(0, Math.min(10, tries - quickTries)));
  return Math.round(Math.min(30_000, base * (1 + random() / 10)));
}
