/** The time of day, as an argument: nothing else in the tree asks the machine. */
export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  now(): number;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands still, for tests and for repeatable reports. */
export function frozenClock(at: string | number): Clock {
  const ms = typeof at === 'number' ? at : Date.parse(at);
  return { now: () => ms };
}

/** The machine's clock when the process started plus the time since then: it never steps. For durations and expiry. */
export const steadyClock: Clock = { now: () => performance.timeOrigin + performance.now() };
