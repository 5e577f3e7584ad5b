import type { Clock } from '@maximus/kernel';

const counted = ['hits', 'misses', 'sets', 'deletes', 'errors', 'evictions'] as const;
/** What is counted of a level. */
export type Counted = (typeof counted)[number];

/** Counters of one level over some time, and what it holds now. */
export interface LevelStats extends Readonly<Record<Counted, number>> {
  readonly bytes: number;
  readonly entries: number;
  /** Hits of all look-ups, 0–1; 0 without any. */
  readonly hitRatio: number;
}

/** Counts what a level does. */
export interface LevelCounts {
  add(what: Counted, by?: number): void;
  total(): LevelStats;
  /** The last five minutes, to within half a minute. */
  recent(): LevelStats;
}

const bucketMs = 30_000;
const buckets = 10;

/** Counters at zero. `holds` tells what the level holds at the moment. */
export function levelCounts(clock: Clock, holds: () => { bytes: number; entries: number }): LevelCounts {
  const zero = (): Record<Counted, number> => ({ hits: 0, misses: 0, sets: 0, deletes: 0, errors: 0, evictions: 0 });
  const sum = zero();
  const ring = Array.from({ length: buckets }, () => ({ number: -1, counts: zero() }));
  const current = (): Record<Counted, number> => {
    const number = Math.floor(clock.now() / bucketMs);
    const slot = ring[number % buckets];
    if (slot === undefined) return zero();
    if (slot.number !== number) {
      slot.number = number;
      slot.counts = zero();
    }
    return slot.counts;
  };
  const show = (counts: Readonly<Record<Counted, number>>): LevelStats => {
    const lookUps = counts.hits + counts.misses;
    return { ...counts, ...holds(), hitRatio: lookUps === 0 ? 0 : counts.hits / lookUps };
  };
  return {
    add(what, by = 1) {
      sum[what] += by;
      current()[what] += by;
    },
    total: () => show(sum),
    recent() {
      const newest = Math.floor(clock.now() / bucketMs);
      const counts = zero();
      for (const slot of ring) {
        if (slot.number <= newest - buckets || slot.number > newest) continue;
        for (const what of counted) counts[what] += slot.counts[what];
      }
      return show(counts);
    },
  };
}
