/** A load under way. */
export interface Flight {
  readonly outcome: Promise<unknown>;
  /** The key was changed meanwhile: what comes out is for those who wait, and is not kept. */
  overtaken: boolean;
}

/** At most one load per key at a time in this process. */
export interface Flights {
  /** Joins the load under way or starts one; `work` sees whether it has been overtaken. */
  join(key: string, work: (flight: { readonly overtaken: boolean }) => Promise<unknown>): Promise<unknown>;
  overtake(key: string): void;
  overtakeAll(): void;
}

/** No load under way. */
export function singleFlights(): Flights {
  const flights = new Map<string, Flight>();
  return {
    join(key, work) {
      const known = flights.get(key);
      // Whoever asks after a change may not be given what was read before it.
      if (known !== undefined && !known.overtaken) return known.outcome;
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const flight: Flight = { outcome: promise, overtaken: false };
      flights.set(key, flight);
      work(flight)
        .finally(() => {
          if (flights.get(key) === flight) flights.delete(key);
        })
        .then(resolve, reject);
      return promise;
    },
    overtake(key) {
      const flight = flights.get(key);
      if (flight !== undefined) flight.overtaken = true;
    },
    overtakeAll() {
      for (const flight of flights.values()) flight.overtaken = true;
    },
  };
}
