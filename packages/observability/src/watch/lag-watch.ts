/** Judges how late the event loop is. */
export interface LagJudge {
  /** Notes one measurement; says whether the loop has now been late for long. */
  note(lagMs: number, nowMs: number): boolean;
}

/** The loop counts as late when every measurement over `forMs` was above `limitMs` (platform.md §10: 1 s for 10 s). */
export function createLagJudge(limitMs = 1_000, forMs = 10_000): LagJudge {
  let lateSinceMs: number | undefined;
  return {
    note: (lagMs, nowMs) => {
      if (lagMs <= limitMs) {
        lateSinceMs = undefined;
        return false;
      }
      // It was late from when the timer was due, not from when it fired.
      lateSinceMs ??= nowMs - lagMs;
      return nowMs - lateSinceMs >= forMs;
    },
  };
}

/** Measures once a second how late a timer fires; `onSample` gets seconds and whether the loop is late for long. */
export function startLagWatch(onSample: (lagSeconds: number, late: boolean) => void): { stop(): void } {
  const everyMs = 1_000;
  const judge = createLagJudge();
  let dueMs = performance.now() + everyMs;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    const lagMs = Math.max(0, nowMs - dueMs);
    dueMs = nowMs + everyMs;
    onSample(lagMs / 1_000, judge.note(lagMs, nowMs));
  }, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
