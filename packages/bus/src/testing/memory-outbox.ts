import type { BusMessage } from '../bus.ts';
import type { RelayedOutbox, WaitingEvent } from '../outbox/types.ts';

/** An outbox without a database, with what a test looks at. */
export interface MemoryOutbox extends RelayedOutbox {
  /** What a committed transaction does. */
  commit(...messages: readonly BusMessage[]): void;
  /** Ids of the events that were marked, in the order of marking. */
  readonly relayed: readonly string[];
}

/** Behaves as storage's outbox does, seen from the relay; what it holds outlives any number of relays. */
export function memoryOutbox(): MemoryOutbox {
  const waiting = new Map<string, WaitingEvent & { readonly atMs: number }>();
  const relayed: string[] = [];
  const listeners = new Set<() => void>();
  let seq = 0;
  let turn: Promise<unknown> = Promise.resolve();
  return {
    relayed,
    commit(...messages) {
      for (const message of messages) {
        seq += 1;
        const { id } = JSON.parse(message.envelope) as { id: string };
        waiting.set(String(seq), { ...message, seq: String(seq), eventId: id, atMs: performance.now() });
      }
      for (const listener of listeners) queueMicrotask(listener);
    },
    drain(limit, publish) {
      const mine = turn.then(async () => {
        const rows = [...waiting.values()].slice(0, limit);
        if (rows.length === 0) return 0;
        const seqs = await publish(rows);
        for (const through of seqs) {
          relayed.push(waiting.get(through)?.eventId ?? '');
          waiting.delete(through);
        }
        return seqs.length;
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
    async peek(after, limit) {
      return [...waiting.values()].filter((row) => Number(row.seq) > Number(after)).slice(0, limit);
    },
    async pending() {
      const [oldest] = waiting.values();
      return { count: waiting.size, oldestAgeMs: oldest === undefined ? 0 : performance.now() - oldest.atMs };
    },
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
