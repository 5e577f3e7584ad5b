import type { DeadLetter } from '@maximus/contracts';
import { type Clock, systemClock } from '@maximus/kernel';
import { bindMetrics, type Logger, type MetricsRegistry, silentLogger } from '@maximus/observability';
import type { Bus } from '../bus.ts';
import { createLanes } from '../consumption/lanes.ts';
import { systemTimers, type Timers } from '../consumption/timers.ts';
import { busMetrics } from '../metrics.ts';
import { createSignal } from '../outbox/signal.ts';
import { type ReplayMark, replayHeader } from './replay-mark.ts';
import { reachedFrom } from './states.ts';
import type { DeadLetterStore } from './types.ts';

/** What a replayer is made from. */
export interface ReplayerOptions {
  readonly letters: DeadLetterStore;
  readonly bus: Bus;
  readonly clock?: Clock;
  readonly timers?: Timers;
  readonly logger?: Logger;
  readonly metrics?: MetricsRegistry | undefined;
  /** How often it looks for letters whose time has come; 5 s by default. */
  readonly pollMs?: number;
}

/** Gives dead letters to their topics again when their time has come. */
export interface DeadLetterReplayer {
  /** Also after a stop: whoever holds the singleton again goes on. */
  start(): void;
  /** Has it look now. */
  wake(): void;
  /** Begins nothing more; what is being handed over is claimed and comes again if it was in vain. */
  stop(): Promise<void>;
}

/** A letter that is being handed over is not due again before this time: after a crash it is tried once more. */
const leaseMs = 120_000;
const batch = 100;

/**
 * Makes a replayer. One per cluster is enough: run it where a singleton runs; two only make duplicates, which inboxes
 * drop. A replay keeps the event with its id and correlation id, names the group that failed, so that the others pass it
 * by, and keeps the order of a key; when one fails again within the process, the later ones of its key wait for it.
 */
export function createDeadLetterReplayer(options: ReplayerOptions): DeadLetterReplayer {
  const { letters, bus, clock = systemClock, timers = systemTimers, pollMs = 5_000 } = options;
  const logger = (options.logger ?? silentLogger).child({ logger: 'dead-letters' });
  const metrics = bindMetrics(busMetrics, options.metrics);
  const signal = createSignal();
  const lanes = createLanes();
  const inHand = new Set<string>();
  let running: { readonly stopping: AbortController; readonly ended: Promise<void> } | undefined;

  metrics.dlq_waiting_count.collect(async (record) => {
    const { waiting, parked } = await letters.counts();
    record({ state: 'waiting' }, waiting);
    record({ state: 'parked' }, parked);
  });

  /** Answers whether the later ones of the key may follow. */
  async function replay(letter: DeadLetter): Promise<boolean> {
    const nextRetryAt = new Date(clock.now() + leaseMs).toISOString();
    const { attempts } = letter;
    const claimed = await letters.mark(letter.id, 'waiting', { from: ['waiting'], attempts, nextRetryAt });
    if (claimed === undefined) return true;
    const mark: ReplayMark = {
      id: letter.id,
      group: letter.consumer_group ?? null,
      deliveries: attempts,
      first_failed_at: letter.first_failed_at,
    };
    try {
      await bus.publish([
        {
          topic: letter.original_topic,
          key: letter.original_key,
          envelope: letter.original_event,
          headers: { [replayHeader]: JSON.stringify(mark) },
        },
      ]);
    } catch (error) {
      metrics.dlq_retries_total.inc({ result: 'failed' });
      logger.warn({ err: error, dead_letter: letter.id }, 'a dead letter could not be given to its topic and waits');
      return false;
    }
    const replayed = await letters.mark(letter.id, 'replayed', { from: reachedFrom.replayed, attempts });
    metrics.dlq_retries_total.inc({ result: replayed === undefined ? 'failed' : 'replayed' });
    if (replayed !== undefined) logger.info({ dead_letter: letter.id, attempts }, 'a dead letter was replayed');
    return replayed !== undefined;
  }

  /** Starts what is due, lane by lane; a lane that fails leaves its rest for a later look. */
  async function look(stopping: AbortSignal): Promise<void> {
    const due = (await letters.due(clock.now(), batch)).filter(({ id }) => !inHand.has(id));
    const failed = new Set<string>();
    for (const letter of due) {
      const lane = `${letter.original_topic}\n${letter.original_key}\n${letter.consumer_group ?? ''}`;
      inHand.add(letter.id);
      lanes
        .run(lane, async () => {
          if (failed.has(lane) || stopping.aborted) return;
          if (!(await replay(letter))) failed.add(lane);
        })
        .catch((error: unknown) => {
          failed.add(lane);
          logger.warn({ err: error, dead_letter: letter.id }, 'a dead letter could not be replayed');
        })
        .finally(() => {
          inHand.delete(letter.id);
          if (inHand.size === 0) signal.raise();
        });
    }
  }

  async function run(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      signal.lower();
      try {
        await look(stopping);
      } catch (error) {
        logger.warn({ err: error }, 'dead letters could not be read');
      }
      const over = new AbortController();
      const ends = AbortSignal.any([over.signal, stopping]);
      await Promise.race([signal.raised(), timers.wait(pollMs, ends)]);
      over.abort();
    }
  }

  return {
    start() {
      if (running !== undefined) return;
      const stopping = new AbortController();
      running = { stopping, ended: run(stopping.signal) };
    },
    wake: signal.raise,
    async stop() {
      const last = running;
      running = undefined;
      last?.stopping.abort();
      await last?.ended;
    },
  };
}
