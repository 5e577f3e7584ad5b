import type { DeadLetter } from '@maximus/contracts';
import { type Clock, isAppError, systemClock } from '@maximus/kernel';
import { bindMetrics, type Logger, type MetricsRegistry, silentLogger } from '@maximus/observability';
import type { Bus, BusFault } from '../bus.ts';
import { faultOf } from '../consumption/subscriber.ts';
import { systemTimers, type Timers } from '../consumption/timers.ts';
import { busMetrics } from '../metrics.ts';
import { settlingMode } from './settling-mode.ts';
import { createSignal } from './signal.ts';
import { storingMode } from './storing-mode.ts';
import type { RelayedOutbox } from './types.ts';

/** What a relay is made from. */
export interface OutboxRelayOptions {
  readonly outbox: RelayedOutbox;
  readonly bus: Bus;
  /** Where events go that no bus takes. */
  readonly storeDeadLetter: (letter: DeadLetter) => Promise<void>;
  readonly clock?: Clock;
  readonly timers?: Timers;
  readonly logger?: Logger;
  readonly metrics?: MetricsRegistry | undefined;
  /** How often it looks without being woken; 1 s by default. */
  readonly pollMs?: number;
}

/** How the relay is doing; `/health` shows it as `bus`. */
export interface RelayStatus {
  /** Events that wait. */
  readonly pending: number;
  readonly oldestAgeMs: number;
  /** The brokers are away, or a consumer within the process has stopped. */
  readonly degraded: boolean;
  readonly lastError?: BusFault;
}

/** Brings committed events to the bus. */
export interface OutboxRelay {
  /** Call it after the consumers of this process have subscribed. */
  start(): void;
  status(): Promise<RelayStatus>;
  /** Ends the turn in hand, gives running deliveries 2 s to be marked, and stops. Call it before the bus is closed. */
  stop(deadline?: AbortSignal): Promise<void>;
}

const longestPauseMs = 10_000;

/**
 * Makes the relay of the outbox: woken by commits, looking by itself as a safety net, in order per key, in batches, with
 * growing pauses while the brokers are away. Every process runs one; the outbox lets one of them relay.
 */
export function createOutboxRelay(options: OutboxRelayOptions): OutboxRelay {
  const { outbox, bus, storeDeadLetter, clock = systemClock, timers = systemTimers, pollMs = 1_000 } = options;
  const logger = (options.logger ?? silentLogger).child({ logger: 'outbox-relay' });
  const metrics = bindMetrics(busMetrics, options.metrics);
  const signal = createSignal();
  const stopping = new AbortController();
  const needs = { storeDeadLetter, clock, timers, logger, metrics };
  const mode =
    bus.acknowledges === 'handled' ? settlingMode(bus, clock, needs, signal) : storingMode(bus, outbox, needs);
  let away = false;
  let failures = 0;
  let notBeforeMs = 0;
  let lastError: BusFault | undefined;
  let running: Promise<void> | undefined;

  metrics.bus_outbox_events.collect(async (record) => record((await outbox.pending()).count));
  const stopListening = [
    outbox.onCommit(signal.raise),
    bus.onConnection((up) => {
      away = !up;
      if (up) notBeforeMs = 0;
      signal.raise();
    }),
  ];

  async function drain(): Promise<number> {
    let through: readonly string[] = [];
    const count = await outbox.drain(mode.batch, async (rows) => {
      through = await mode.publish(rows);
      return through;
    });
    if (count > 0) mode.marked(through);
    return count;
  }

  function failed(error: unknown): void {
    failures += 1;
    lastError = faultOf(error, clock);
    const pauseMs = Math.min(longestPauseMs, 250 * 2 ** Math.min(failures - 1, 6));
    notBeforeMs = clock.now() + pauseMs;
    const ofBus = isAppError(error) && error.code.startsWith('bus.');
    if (ofBus && bus.acknowledges === 'stored') away = true;
    const fields = { err: error, failures, pause_ms: pauseMs };
    if (failures === 1) logger.warn(fields, 'events could not be relayed and wait in the outbox');
    else logger.debug(fields, 'events still wait in the outbox');
  }

  /** Answers whether there may be more at once. */
  async function turn(): Promise<boolean> {
    // Within the process first: finding out that the brokers are still away takes its time.
    if (away) await echo();
    if (clock.now() < notBeforeMs) return false;
    try {
      const count = await drain();
      if (failures > 0) logger.info({ failures }, 'the outbox is read again');
      failures = 0;
      if (count > 0) away = false;
      return count >= mode.batch;
    } catch (error) {
      failed(error);
      if (away) await echo();
      return false;
    }
  }

  async function echo(): Promise<void> {
    try {
      await mode.whileAway();
    } catch (error) {
      // The database is away too: whatever waits there comes when it is back.
      logger.debug({ err: error }, 'nothing could be delivered within the process');
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      signal.lower();
      if (await turn()) continue;
      const over = new AbortController();
      const restMs = Math.max(5, Math.min(pollMs, notBeforeMs > clock.now() ? notBeforeMs - clock.now() : pollMs));
      await Promise.race([signal.raised(), timers.wait(restMs, AbortSignal.any([over.signal, stopping.signal]))]);
      over.abort();
    }
  }

  return {
    start() {
      running ??= run();
    },
    async status() {
      const { count, oldestAgeMs } = await outbox.pending();
      const halted = bus.health().subscriptions.some(({ state }) => state === 'halted');
      return {
        pending: count,
        oldestAgeMs,
        degraded: away || failures > 0 || halted,
        ...(lastError === undefined ? {} : { lastError }),
      };
    },
    async stop(deadline) {
      for (const stop of stopListening) stop();
      stopping.abort();
      signal.raise();
      await running;
      const limits = [AbortSignal.timeout(2_000), ...(deadline === undefined ? [] : [deadline])];
      if (!(await mode.settle(AbortSignal.any(limits)))) return;
      await drain().catch((error: unknown) => logger.warn({ err: error }, 'handled events could not be marked'));
    },
  };
}
