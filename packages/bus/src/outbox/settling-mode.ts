import { type Clock, isAppError } from '@maximus/kernel';
import type { Bus } from '../bus.ts';
import { type BurialNeeds, buryUnpublishable } from './bury-unpublishable.ts';
import type { RelayMode, WaitingEvent } from './types.ts';

/** How long an event whose consumer cannot take it rests, with the later ones of its key. */
const restMs = 1_000;
/** How long a turn waits for handlers before it marks what is through. */
const turnMs = 50;

/**
 * For a bus that acknowledges what was handled: rows stay in the outbox until every consumer is through with them, so a
 * killed process loses nothing. One that is tried again holds up its key and nothing else.
 */
export function settlingMode(
  bus: Bus,
  clock: Clock,
  needs: BurialNeeds,
  signal: { readonly raised: () => Promise<void>; readonly raise: () => void },
): RelayMode {
  const running = new Map<string, Promise<void>>();
  const settled = new Map<string, string>();
  const resting = new Map<string, number>();
  let waiting = false;

  async function deliver(row: WaitingEvent): Promise<void> {
    const { topic, key, envelope, headers } = row;
    try {
      await bus.publish([{ topic, key, envelope, headers }]);
    } catch (error) {
      if (!isAppError(error) || error.retryable) {
        resting.set(laneOf(row), clock.now() + restMs);
        return;
      }
      await buryUnpublishable(row, error, needs);
    }
    settled.set(row.seq, row.eventId);
  }

  function start(row: WaitingEvent, nowMs: number): void {
    if (running.has(row.seq) || settled.has(row.seq)) return;
    const restsUntilMs = resting.get(laneOf(row));
    if (restsUntilMs !== undefined) {
      if (nowMs < restsUntilMs) return;
      resting.delete(laneOf(row));
    }
    const delivery = deliver(row)
      .catch((error: unknown) => {
        resting.set(laneOf(row), clock.now() + restMs);
        needs.logger.warn(
          { err: error, event_id: row.eventId },
          'an event could not be buried and stays in the outbox',
        );
      })
      .finally(() => {
        running.delete(row.seq);
        // Whoever waits for it sees it; otherwise it calls for a turn of its own.
        if (!waiting) signal.raise();
      });
    running.set(row.seq, delivery);
  }

  return {
    batch: 1_000,
    async publish(rows) {
      // One time for all of them: a rest that ended between two rows of a key would let the later one go first.
      const nowMs = clock.now();
      for (const row of rows) start(row, nowMs);
      const mine = rows.flatMap(({ seq }) => running.get(seq) ?? []);
      if (mine.length > 0) {
        const over = new AbortController();
        waiting = true;
        await Promise.race([Promise.all(mine), signal.raised(), needs.timers.wait(turnMs, over.signal)]);
        waiting = false;
        over.abort();
      }
      return rows.filter(({ seq }) => settled.has(seq)).map(({ seq }) => seq);
    },
    marked(seqs) {
      for (const seq of seqs) settled.delete(seq);
    },
    // There are no brokers.
    whileAway: async () => undefined,
    async settle(deadline) {
      const late = Promise.withResolvers<void>();
      if (deadline.aborted) late.resolve();
      deadline.addEventListener('abort', () => late.resolve(), { once: true });
      await Promise.race([Promise.all(running.values()), late.promise]);
      return settled.size > 0;
    },
  };
}

function laneOf({ topic, key }: WaitingEvent): string {
  return `${topic}\n${key}`;
}
