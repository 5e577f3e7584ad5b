/**
 * Lets so much work run at one time, and the rest wait for its turn: lower ranks first, of equal ones who came first. Whoever
 * is passed over gains a rank, so that a project with much that is critical does not keep all others waiting.
 */
export interface Turns {
  /** Runs the work when its turn has come. A signal that is aborted ends the wait by its reason. */
  take<T>(rank: number, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

interface Waiting {
  rank: number;
  begin(): void;
}

/** The rank of work for findings of a priority, 0 (low) to 3 (critical). */
export function rankOf(priority: number): number {
  return 3 - priority;
}

/** Opens it for `atOnce` pieces of work. */
export function createTurns(atOnce: number): Turns {
  const waiting: Waiting[] = [];
  let running = 0;
  const next = () => {
    while (running < atOnce) {
      const first = waiting.reduce<Waiting | undefined>(
        (best, each) => (best === undefined || each.rank < best.rank ? each : best),
        undefined,
      );
      if (first === undefined) return;
      waiting.splice(waiting.indexOf(first), 1);
      for (const passed of waiting) passed.rank -= 1;
      running += 1;
      first.begin();
    }
  };
  const turn = (rank: number, signal: AbortSignal) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      waiting.splice(waiting.indexOf(one), 1);
      reject(signal.reason);
    };
    const one: Waiting = {
      rank,
      begin: () => {
        signal.removeEventListener('abort', leave);
        resolve();
      },
    };
    signal.throwIfAborted();
    signal.addEventListener('abort', leave, { once: true });
    waiting.push(one);
    next();
    return promise;
  };
  return {
    take: async (rank, signal, work) => {
      await turn(rank, signal);
      try {
        return await work();
      } finally {
        running -= 1;
        next();
      }
    },
  };
}
