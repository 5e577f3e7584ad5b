/** A flag that can be waited for; raised any number of times, it counts once. */
export interface Signal {
  raise(): void;
  lower(): void;
  /** Resolves when it is raised, at once when it is. */
  raised(): Promise<void>;
}

/** A lowered signal. */
export function createSignal(): Signal {
  let current = Promise.withResolvers<void>();
  let up = false;
  return {
    raise() {
      up = true;
      current.resolve();
    },
    lower() {
      if (!up) return;
      up = false;
      current = Promise.withResolvers<void>();
    },
    raised: () => current.promise,
  };
}
