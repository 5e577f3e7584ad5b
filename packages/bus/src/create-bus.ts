import type { DeadLetter } from '@maximus/contracts';
import { type Clock, systemClock } from '@maximus/kernel';
import { bindMetrics, type Logger, type MetricsRegistry, silentLogger } from '@maximus/observability';
import type { Bus } from './bus.ts';
import { BusConfig } from './config.ts';
import type { EventCatalogue } from './consumption/decode-event.ts';
import { systemTimers, type Timers } from './consumption/timers.ts';
import { replayDelaysMs } from './dead-letters/letter.ts';
import { drivers } from './drivers/registry.ts';
import { errors } from './errors.ts';
import { busMetrics } from './metrics.ts';

/** What a bus is made from. */
export interface BusOptions {
  readonly config?: BusConfig;
  /** Events by type; `eventCatalogue` of contracts. */
  readonly catalogue: EventCatalogue;
  /** Stores a dead letter durably, by its id. `createDeadLetterSink` makes one. */
  readonly storeDeadLetter: (letter: DeadLetter) => Promise<void>;
  readonly clock?: Clock;
  readonly timers?: Timers;
  readonly logger?: Logger;
  readonly metrics?: MetricsRegistry | undefined;
  /** Pauses before the tries of one delivery; 1, 5 and 30 s by default (oraculo.md §9). */
  readonly retryDelaysMs?: readonly number[];
  /** Pauses before the automatic replays of a dead letter; 1, 5 and 15 min by default. */
  readonly replayDelaysMs?: readonly number[];
  /** How long a consumer rests that could neither handle nor store; 30 s by default. */
  readonly resumeAfterMs?: number;
}

/** Makes the bus that the settings name. It does not wait for brokers. Throws `bus.settings`. */
export async function createBus(options: BusOptions): Promise<Bus> {
  const config = options.config ?? BusConfig.parse({});
  const driver = drivers.get(config.driver);
  if (driver === undefined) throw errors.settings(`there is no bus driver "${config.driver}"`);
  return driver.create({
    config,
    catalogue: options.catalogue,
    storeDeadLetter: options.storeDeadLetter,
    clock: options.clock ?? systemClock,
    timers: options.timers ?? systemTimers,
    logger: options.logger ?? silentLogger,
    metrics: bindMetrics(busMetrics, options.metrics),
    retryDelaysMs: options.retryDelaysMs ?? [1_000, 5_000, 30_000],
    replayDelaysMs: options.replayDelaysMs ?? replayDelaysMs,
    resumeAfterMs: options.resumeAfterMs ?? 30_000,
  });
}
