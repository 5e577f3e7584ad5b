/** Over so many changes a second the page applies them once a second (dashboard.md §5). */
const calmRate = 50;

/** What runs something before the next painting; `requestAnimationFrame` and `setTimeout` in a page. */
export interface BatchTimers {
  frame(run: () => void): () => void;
  later(run: () => void, ms: number): () => void;
  now(): number;
}

const pageTimers: BatchTimers = {
  frame: (run) => {
    // A hidden page paints nothing: its changes are applied by the clock.
    if (document.visibilityState === 'hidden') return pageTimers.later(run, 250);
    const handle = requestAnimationFrame(run);
    return () => cancelAnimationFrame(handle);
  },
  later: (run, ms) => {
    const handle = setTimeout(run, ms);
    return () => clearTimeout(handle);
  },
  now: () => performance.now(),
};

/** Collects changes and hands them over together. */
export interface FrameBatch<T> {
  add(change: T): void;
  stop(): void;
}

/** Hands over changes once per animation frame, or once per second while more than 50 arrive in one. */
export function createFrameBatch<T>(
  apply: (changes: readonly T[]) => void,
  timers: BatchTimers = pageTimers,
): FrameBatch<T> {
  let waiting: T[] = [];
  let cancel: (() => void) | undefined;
  let secondAt = Number.NEGATIVE_INFINITY;
  let inSecond = 0;
  const flush = () => {
    cancel = undefined;
    const changes = waiting;
    waiting = [];
    apply(changes);
  };
  return {
    add(change) {
      const now = timers.now();
      if (now - secondAt > 1_000) [secondAt, inSecond] = [now, 0];
      inSecond += 1;
      waiting.push(change);
      cancel ??= inSecond > calmRate ? timers.later(flush, 1_000) : timers.frame(flush);
    },
    stop() {
      cancel?.();
      cancel = undefined;
      waiting = [];
    },
  };
}
