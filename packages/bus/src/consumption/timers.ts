/** Waiting, as an argument, so that tests need not wait. */
export interface Timers {
  /** Resolves with `true` after `ms`, and with `false` as soon as `signal` aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<boolean>;
}

/** The machine's timers. They do not keep a process alive. */
export const systemTimers: Timers = {
  wait(ms, signal) {
    if (signal?.aborted) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const end = (outcome: boolean) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve(outcome);
    };
    const onAbort = () => end(false);
    const timer = setTimeout(() => end(true), ms);
    timer.unref();
    signal?.addEventListener('abort', onAbort, { once: true });
    return promise;
  },
};
