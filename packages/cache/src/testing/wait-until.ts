import { setTimeout as pause } from 'node:timers/promises';

/** Asks again until the answer is true; throws with the name of the condition when the deadline passes. */
export async function waitUntil(
  what: string,
  holds: () => boolean | Promise<boolean>,
  deadlineMs = 60_000,
): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  let last: unknown;
  for (;;) {
    try {
      if (await holds()) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() > endMs) throw new Error(`${what}: not within ${deadlineMs} ms`, { cause: last });
    await pause(20);
  }
}
