import type { DeadLetter, EventEnvelope } from '@maximus/contracts';
import { type AppError, type Clock, isAppError } from '@maximus/kernel';
import { correlation, type Handles, type Logger, tracer } from '@maximus/observability';
import type { BusFault, Subscription } from '../bus.ts';
import { letterErrorOf, letterOf } from '../dead-letters/letter.ts';
import { type ReplayMark, replayMarkOf } from '../dead-letters/replay-mark.ts';
import { errors } from '../errors.ts';
import type { busMetrics } from '../metrics.ts';
import { createBurial } from './burial.ts';
import { decodeEvent, type EventCatalogue, type Undecoded } from './decode-event.ts';
import { createLanes } from './lanes.ts';
import { createRecentIds } from './recent-ids.ts';
import { type BusRecord, textOf } from './record.ts';
import { createSlots } from './slots.ts';
import type { Timers } from './timers.ts';

/** What every subscriber of a bus shares. */
export interface SubscriberNeeds {
  readonly catalogue: EventCatalogue;
  /** Stores a dead letter durably, by its id; resolves once it is stored. */
  readonly storeDeadLetter: (letter: DeadLetter) => Promise<void>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly metrics: Handles<(typeof busMetrics)['$rows']>;
  readonly retryDelaysMs: readonly number[];
  readonly replayDelaysMs: readonly number[];
  /** How long a halted consumer rests before it tries again. */
  readonly resumeAfterMs: number;
}

/** What became of a record: `settled` may be committed, `dropped` will be delivered again. */
export type Settlement = 'settled' | 'dropped';

/** The part of a consumer that is the same whatever carries the events. */
export interface Subscriber {
  readonly subscription: Subscription;
  /**
   * Handles a record after the earlier ones of its key. `session` aborts when the record no longer is this process's:
   * work in hand ends, what has not begun is dropped. Throws `bus.stopped` when neither the handler nor the store of
   * dead letters works; the subscriber is halted then.
   */
  accept(record: BusRecord, session: AbortSignal): Promise<Settlement>;
  /** Set while halted. */
  readonly halted: BusFault | undefined;
  /** Records taken and not settled. */
  readonly inHand: number;
  /** Takes nothing more; resolves when the work in hand has ended or `deadline` aborts. */
  stop(deadline?: AbortSignal): Promise<void>;
}

/** Makes a subscriber. Throws `bus.settings` for the topic of dead letters: its failures would feed themselves. */
export function createSubscriber(subscription: Subscription, needs: SubscriberNeeds): Subscriber {
  if (subscription.topics.includes('maximus.adaptive-immunity.dlq')) {
    throw errors.settings('the topic of dead letters holds no events; read it with a client of its own');
  }
  const { clock, timers, metrics } = needs;
  const { group } = subscription;
  const logger = needs.logger.child({ group });
  const lanes = createLanes();
  const slots = createSlots(subscription.concurrency ?? 8);
  const recent = createRecentIds(10_000);
  // Grows only while the brokers are away: all of these come once more when they are back.
  const echoed = createRecentIds(200_000);
  const types = subscription.types === undefined ? undefined : new Set(subscription.types);
  const stopping = new AbortController();
  const abandoned = new AbortController();
  let halted: (BusFault & { readonly untilMs: number }) | undefined;
  const waiting: (() => void)[] = [];
  let inHand = 0;

  const count = (record: BusRecord, result: 'handled' | 'retried' | 'dead_letter' | 'skipped') =>
    metrics.bus_handled_total.inc({ topic: record.topic, group, result });

  const store = createBurial(needs, logger, stopping.signal);

  /** Stores a letter, or halts the subscriber: a record is never let go without one of the two. */
  async function bury(letter: DeadLetter): Promise<void> {
    const stored = await store(letter);
    if (stored.ok) {
      subscription.onDeadLetter?.(letter);
      return;
    }
    const error = errors.stopped(
      `${group} has stopped: an event was not handled and its dead letter could not be stored`,
      { group, topic: letter.original_topic, event_id: letter.event_id },
      stored.error,
    );
    halted = { ...faultOf(error, clock), untilMs: clock.now() + needs.resumeAfterMs };
    logger.error(
      { err: error, topic: letter.original_topic },
      'a consumer has stopped: it can neither handle nor store',
    );
    throw error;
  }

  async function buryUndecoded(record: BusRecord, undecoded: Undecoded, mark: ReplayMark | undefined): Promise<void> {
    count(record, 'dead_letter');
    const { stage, error, ...read } = undecoded;
    const what = { topic: record.topic, key: record.key, text: textOf(record), group, stage, mark, ...read };
    await bury(letterOf({ ...what, error: letterErrorOf(error) }, clock, needs.replayDelaysMs));
  }

  async function attempt(record: BusRecord, event: EventEnvelope, nth: number, mark: ReplayMark | undefined) {
    const { topic, key, headers } = record;
    const context = { group, topic, key, headers, attempt: nth, signal: abandoned.signal };
    await slots.run(() =>
      correlation.run({ correlationId: event.correlationId, causationId: event.id }, () =>
        tracer.span(
          `${event.type} process`,
          {
            'messaging.destination.name': topic,
            'messaging.consumer.group.name': group,
            'messaging.message.id': event.id,
          },
          () => subscription.handle(event, mark === undefined ? context : { ...context, replayOf: mark.id }),
          { kind: 'consumer', parent: headers },
        ),
      ),
    );
  }

  async function handle(
    record: BusRecord,
    event: EventEnvelope,
    mark: ReplayMark | undefined,
    session: AbortSignal,
  ): Promise<Settlement> {
    for (let nth = 1; ; nth += 1) {
      try {
        await attempt(record, event, nth, mark);
        count(record, 'handled');
        return 'settled';
      } catch (thrown) {
        const error = letterErrorOf(thrown);
        const delayMs = error.retryable ? needs.retryDelaysMs[nth - 1] : undefined;
        if (delayMs === undefined) {
          count(record, 'dead_letter');
          logger.error({ err: thrown, event_id: event.id, type: event.type, attempt: nth }, 'an event was not handled');
          const { id: eventId, type: eventType, correlationId } = event;
          const what = { topic: record.topic, key: record.key, text: textOf(record), group, mark, error };
          const failure = { ...what, stage: 'handle' as const, eventId, eventType, correlationId };
          await bury(letterOf(failure, clock, needs.replayDelaysMs));
          return 'settled';
        }
        count(record, 'retried');
        logger.warn(
          { err: thrown, event_id: event.id, type: event.type, attempt: nth, delay_ms: delayMs },
          'tried again',
        );
        const ends = AbortSignal.any([stopping.signal, session]);
        if (!(await timers.wait(delayMs, ends))) return 'dropped';
      }
    }
  }

  async function settle(record: BusRecord, session: AbortSignal): Promise<Settlement> {
    if (stopping.signal.aborted || session.aborted) return 'dropped';
    if (halted !== undefined) {
      if (clock.now() < halted.untilMs) throw errors.stopped(halted.message, { group });
      logger.info('a consumer that had stopped tries again');
      halted = undefined;
    }
    metrics.bus_lag_seconds.set({ topic: record.topic, group }, Math.max(0, clock.now() - record.writtenAtMs) / 1_000);
    const mark = replayMarkOf(record.headers);
    if (mark !== undefined && mark.group !== null && mark.group !== group) {
      count(record, 'skipped');
      return 'settled';
    }
    const decoded = decodeEvent(record, needs.catalogue, (type) => types?.has(type) ?? true);
    if (!decoded.ok) {
      await buryUndecoded(record, decoded.error, mark);
      return 'settled';
    }
    const event = decoded.value;
    if (event === undefined || (mark === undefined && (recent.has(event.id) || echoed.has(event.id)))) {
      count(record, 'skipped');
      return 'settled';
    }
    const settlement = await handle(record, event, mark, session);
    if (settlement === 'settled') (record.echoed === true ? echoed : recent).add(event.id);
    return settlement;
  }

  return {
    subscription,
    async accept(record, session) {
      inHand += 1;
      let settlement: Settlement = 'dropped';
      try {
        await lanes.run(`${record.topic}\n${record.key}`, async () => {
          settlement = await settle(record, session);
        });
        return settlement;
      } finally {
        inHand -= 1;
        if (inHand === 0) for (const wake of waiting.splice(0)) wake();
      }
    },
    get halted() {
      return halted;
    },
    get inHand() {
      return inHand;
    },
    async stop(deadline) {
      stopping.abort();
      const { promise: over, resolve } = Promise.withResolvers<void>();
      const onDeadline = () => {
        abandoned.abort();
        resolve();
      };
      if (deadline?.aborted) onDeadline();
      deadline?.addEventListener('abort', onDeadline, { once: true });
      if (inHand > 0) {
        waiting.push(resolve);
        await over;
      }
      deadline?.removeEventListener('abort', onDeadline);
    },
  };
}

/** An error as health shows it. */
export function faultOf(thrown: unknown, clock: Clock): BusFault {
  const error: Pick<AppError, 'code' | 'message'> = isAppError(thrown)
    ? thrown
    : { code: 'bus.unavailable', message: thrown instanceof Error ? thrown.message : String(thrown) };
  return { code: error.code, message: error.message.slice(0, 500), atMs: clock.now() };
}
