/** Work per key, one after the other; different keys run beside each other. */
export interface Lanes {
  /**
   * Runs `work` after everything given before for this key. Where that fails, what waited behind it does not run and fails
   * with the same error: it would overtake the one that comes again. What is given afterwards runs.
   */
  run(key: string, work: () => Promise<void>): Promise<void>;
}

/** Lanes without a bound of their own: whoever feeds them bounds what is in hand. */
export function createLanes(): Lanes {
  const tails = new Map<string, Promise<void>>();
  return {
    run(key, work) {
      const tail = tails.get(key);
      const mine = tail === undefined ? work() : tail.then(work);
      const leave = () => {
        if (tails.get(key) === mine) tails.delete(key);
      };
      tails.set(key, mine);
      mine.then(leave, leave);
      return mine;
    },
  };
}
