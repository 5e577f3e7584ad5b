import type { DeadLetter, DeadLetterState } from '@maximus/contracts';
import type { DeadLetterStore } from '../dead-letters/types.ts';

/** Dead letters without a database, with all of them in the order in which they first failed. */
export interface MemoryDeadLetters extends DeadLetterStore {
  readonly all: () => readonly DeadLetter[];
}

/** Behaves as storage's dead letters do. */
export function memoryDeadLetters(): MemoryDeadLetters {
  const letters = new Map<string, DeadLetter>();
  const byTime = (a: string, b: string, x: DeadLetter, y: DeadLetter) =>
    a === b ? (x.id < y.id ? -1 : 1) : a < b ? -1 : 1;
  const inOrder = () => [...letters.values()].sort((a, b) => byTime(a.first_failed_at, b.first_failed_at, a, b));
  const laneOf = (letter: DeadLetter) =>
    `${letter.original_topic}\n${letter.original_key}\n${letter.consumer_group ?? ''}`;
  return {
    all: inOrder,
    async store(letter) {
      if (letters.get(letter.id)?.state !== 'discarded') letters.set(letter.id, letter);
    },
    async list({ direction, after, limit, state, stage, topic, group, event_type, error_code }) {
      const matching = [...letters.values()]
        .filter(
          (letter) =>
            (state === undefined || letter.state === state) &&
            (stage === undefined || letter.stage === stage) &&
            (topic === undefined || letter.original_topic === topic) &&
            (group === undefined || letter.consumer_group === group) &&
            (event_type === undefined || letter.event_type === event_type) &&
            (error_code === undefined || letter.error.code === error_code),
        )
        .sort((a, b) => byTime(a.last_failed_at, b.last_failed_at, a, b));
      if (direction === 'desc') matching.reverse();
      const from = after === undefined ? 0 : matching.findIndex(({ id }) => id === after[1]) + 1;
      const items = matching.slice(from, from + limit);
      const last = items.at(-1);
      const next = last === undefined || from + limit >= matching.length ? null : [last.last_failed_at, last.id];
      return { items, next };
    },
    get: async (id) => letters.get(id),
    async due(nowMs, limit) {
      const now = new Date(nowMs).toISOString();
      const held = new Set<string>();
      const due = inOrder().filter((letter) => {
        if (letter.state !== 'waiting' || held.has(laneOf(letter))) return false;
        if ((letter.next_retry_at ?? now) <= now) return true;
        held.add(laneOf(letter));
        return false;
      });
      return due.slice(0, limit);
    },
    async mark(id, state, { from, attempts, nextRetryAt = null } = {}) {
      const letter = letters.get(id);
      const fits = from ?? (['waiting', 'replayed', 'parked'] satisfies DeadLetterState[]);
      if (letter === undefined || !fits.includes(letter.state)) return undefined;
      if (attempts !== undefined && letter.attempts !== attempts) return undefined;
      const marked = { ...letter, state, next_retry_at: nextRetryAt };
      letters.set(id, marked);
      return marked;
    },
    async counts() {
      const of = (state: DeadLetterState) => [...letters.values()].filter((letter) => letter.state === state).length;
      const [waiting, parked] = [of('waiting'), of('parked')];
      const alert = waiting >= 10 || parked > 0;
      return { waiting, replayed: of('replayed'), discarded: of('discarded'), parked, alert };
    },
  };
}
