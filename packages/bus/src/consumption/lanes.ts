/** Work per key, one after the other; different keys run beside each other. */
export interface Lanes {
  /** Runs `work` after everything given before for this key, whatever became of that. */
  run(key: string, work: () => Promise<void>): Promise<void>;
}

/** Lanes without a bound of their own: whoever feeds them bounds what is in hand. */
export function createLanes(): Lanes {
  const tails = new Map<string, Promise<void>>();
  return {
    run(key, work) {
      const before = tails.get(key);
      const mine = before === undefined ? work() : before.then(work);
      const tail = mine.then(ignore, ignore).then(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
      tails.set(key, tail);
      return mine;
    },
  };
}

// The outcome belongs to whoever called `run`; the lane only needs to know that it is over.
const ignore = () => undefined;
