import type { Timers } from '../consumption/timers.ts';

/** Timers that note every wait and make it short, so that a test of minutes takes milliseconds. */
export interface QuickTimers extends Timers {
  readonly waits: readonly number[];
}

/** Each wait takes `factor` of its time (a thousandth by default), at least one turn of the loop. */
export function quickTimers(factor = 0.001): QuickTimers {
  const waits: number[] = [];
  return {
    waits,
    wait(ms, signal) {
      waits.push(ms);
      if (signal?.aborted) return Promise.resolve(false);
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const timer = setTimeout(() => resolve(true), ms * factor);
      signal?.addEventListener(
        'abort',
        () => {
          clearTimeout(timer);
          resolve(false);
        },
        { once: true },
      );
      return promise;
    },
  };
}
