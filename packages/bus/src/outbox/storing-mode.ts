import { isAppError } from '@maximus/kernel';
import type { Bus, BusMessage } from '../bus.ts';
import { type BurialNeeds, buryUnpublishable } from './bury-unpublishable.ts';
import type { RelayedOutbox, RelayMode, WaitingEvent } from './types.ts';

/** Rows looked at in one step while the brokers are away. */
const echoBatch = 500;
/** Numbers of other keys may become visible late: each look goes back this far. */
const overlap = 1_000n;

/**
 * For a bus that acknowledges what the brokers store. While they are away, new events are delivered within the process
 * and stay in the outbox; later they go to the brokers too, in order (oraculo.md §10).
 */
export function storingMode(bus: Bus, outbox: RelayedOutbox, needs: BurialNeeds): RelayMode {
  let echoed = new Set<string>();
  let echoedTo = 0n;

  /** One by one: finds the event that no broker takes and buries it alone. */
  async function publishApart(rows: readonly WaitingEvent[]): Promise<readonly string[]> {
    const through: string[] = [];
    for (const row of rows) {
      try {
        await bus.publish([messageOf(row)]);
      } catch (error) {
        if (isAppError(error) && !error.retryable) await buryUnpublishable(row, error, needs);
        else if (through.length === 0) throw error;
        else break;
      }
      through.push(row.seq);
    }
    return through;
  }

  return {
    batch: 500,
    async publish(rows) {
      try {
        await bus.publish(rows.map(messageOf));
      } catch (error) {
        if (isAppError(error) && !error.retryable) return publishApart(rows);
        throw error;
      }
      return rows.map(({ seq }) => seq);
    },
    marked() {
      // The brokers are there: the next absence begins anew. What was echoed is known to the consumers by its id.
      echoed = new Set();
      echoedTo = 0n;
    },
    async whileAway() {
      for (;;) {
        const from = echoedTo > overlap ? echoedTo - overlap : 0n;
        const rows = await outbox.peek(String(from), echoBatch + Number(overlap));
        const fresh = rows.filter(({ seq }) => !echoed.has(seq));
        for (const { seq } of fresh) echoed.add(seq);
        bus.echo(fresh.map(messageOf));
        const last = rows.at(-1)?.seq;
        if (last !== undefined && BigInt(last) > echoedTo) echoedTo = BigInt(last);
        for (const seq of echoed) if (BigInt(seq) + overlap * 2n < echoedTo) echoed.delete(seq);
        if (fresh.length === 0 || rows.length < echoBatch + Number(overlap)) return;
      }
    },
    settle: async () => false,
  };
}

function messageOf({ topic, key, envelope, headers }: WaitingEvent): BusMessage {
  return { topic, key, envelope, headers };
}
