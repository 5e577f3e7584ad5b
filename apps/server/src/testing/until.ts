import { setTimeout as pause } from 'node:timers/promises';

/** Asks again until the answer is true; throws what `state` says when the deadline passes. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  { withinMs = 90_000, state = () => '' }: { withinMs?: number; state?: () => unknown } = {},
): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`${what}: not within ${withinMs} ms ${JSON.stringify(state())}`);
    await pause(50);
  }
}
