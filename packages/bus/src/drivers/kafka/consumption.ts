import type { Topic } from '@maximus/contracts';
import type { BusFault, RunningSubscription, Subscription, SubscriptionHealth } from '../../bus.ts';
import type { BusRecord } from '../../consumption/record.ts';
import { createSubscriber, faultOf } from '../../consumption/subscriber.ts';
import type { DriverNeeds } from '../types.ts';
import type { ClientOptions } from './client-options.ts';
import { busErrorOf } from './faults.ts';
import type { PartitionWindow } from './partition-window.ts';
import { partitionKey } from './partitions.ts';
import { openSession, type Session } from './session.ts';

/** What a consumption tells its bus. */
export interface ConsumptionHost {
  readonly options: ClientOptions;
  /** Resolves when the topics are there; throws while the brokers are away. */
  ready(): Promise<unknown>;
  /** The brokers answered, or did not. */
  connection(up: boolean, error?: unknown): void;
}

/** A subscription that joins its group again for as long as it is wanted. */
export interface Consumption extends RunningSubscription {
  /** Resolves with the first session, or with the first failure to open one. */
  readonly begun: Promise<void>;
  health(): SubscriptionHealth;
  /** Delivers within the process while there is no session; see `Bus.echo`. */
  echo(record: BusRecord, partition: number, producedEnd: bigint | undefined): void;
  /** The brokers take events: what was to be echoed comes by them. */
  stored(): void;
}

/** One event to be delivered within the process. */
interface Echo {
  readonly record: BusRecord;
  readonly partition: number;
  readonly producedEnd: bigint | undefined;
}

/** Longest pause between two tries to join. */
const maxPauseMs = 5_000;

/** Starts consuming. */
export function startConsumption(subscription: Subscription, needs: DriverNeeds, host: ConsumptionHost): Consumption {
  const logger = needs.logger.child({ group: subscription.group });
  const subscriber = createSubscriber(subscription, needs);
  const stopping = new AbortController();
  const echoing = new AbortController();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  let windows: ReadonlyMap<string, PartitionWindow> | undefined;
  let state: SubscriptionHealth['state'] = 'starting';
  let lastError: BusFault | undefined;
  let session: Session | undefined;
  let deadline: AbortSignal | undefined;
  // Keys of which an event was passed by: later ones must not overtake it.
  let passedBy = new Set<string>();
  let untilLost: Echo[] = [];

  async function open(): Promise<Session> {
    await host.ready();
    return openSession({
      options: host.options,
      config: needs.config.kafka,
      groupId: needs.config.kafka.group_prefix + subscription.group,
      subscriber,
      logger,
      onShare: (share) => {
        windows = share;
      },
      onCaughtUp: (topic: Topic) => needs.metrics.bus_lag_seconds.set({ topic, group: subscription.group }, 0),
    });
  }

  /** One session from beginning to end; throws when it is lost. */
  async function serve(): Promise<void> {
    const opened = await open();
    session = opened;
    state = 'running';
    passedBy = new Set();
    host.connection(true);
    begin();
    try {
      await Promise.race([opened.lost, aborted(stopping.signal)]);
    } catch (error) {
      session = undefined;
      for (const echoed of untilLost.splice(0)) deliverHere(echoed);
      await opened.abandon();
      throw error;
    }
    await opened.end(deadline);
    session = undefined;
  }

  async function supervise(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const beganMs = needs.clock.now();
      try {
        await serve();
      } catch (error) {
        if (needs.clock.now() - beganMs > 10_000) failures = 0;
        await recover(error, failures);
        failures += 1;
      }
    }
    state = 'stopped';
    begin();
  }

  async function recover(error: unknown, failures: number): Promise<void> {
    const { halted } = subscriber;
    const fault = busErrorOf(error, 'consuming');
    lastError = halted ?? faultOf(fault, needs.clock);
    state = halted === undefined ? 'reconnecting' : 'halted';
    if (halted === undefined) {
      host.connection(false, fault);
      logger.warn({ err: fault }, 'a consumer has lost the brokers and joins again');
    }
    begin();
    const pauseMs = Math.min(maxPauseMs, 200 * 2 ** Math.min(failures, 6)) * (0.75 + Math.random() / 2);
    await needs.timers.wait(halted === undefined ? pauseMs : needs.resumeAfterMs, stopping.signal);
  }

  /** Whether everything that the brokers may hold of a partition is known to be settled here. */
  function mayEcho(topic: Topic, partition: number, producedEnd: bigint | undefined): boolean {
    // Never joined: what waits at the brokers, if anything, cannot be known, and delivery goes on.
    if (windows === undefined) return true;
    const window = windows.get(partitionKey(topic, partition));
    if (window === undefined) return false;
    const end =
      producedEnd === undefined || (window.highWatermark ?? 0n) > producedEnd ? window.highWatermark : producedEnd;
    return end === undefined || window.settledTo >= end;
  }

  function deliverHere({ record, partition, producedEnd }: Echo): void {
    const key = `${record.topic}\n${record.key}`;
    if (passedBy.has(key) || !mayEcho(record.topic, partition, producedEnd)) {
      passedBy.add(key);
      return;
    }
    subscriber.accept(record, echoing.signal).catch((error: unknown) => {
      // It waits in the outbox and comes by the brokers; its successors may not overtake it.
      passedBy.add(key);
      lastError = faultOf(error, needs.clock);
    });
  }

  const running = supervise();
  return {
    begun,
    health() {
      const known = [...(windows?.values() ?? [])].filter(({ highWatermark }) => highWatermark !== undefined);
      const lag = known.reduce((sum, { highWatermark = 0n, settledTo }) => sum + Number(highWatermark - settledTo), 0);
      return {
        group: subscription.group,
        state,
        lag: known.length === 0 ? undefined : Math.max(0, lag),
        inHand: subscriber.inHand,
        ...(lastError === undefined ? {} : { lastError }),
      };
    },
    echo(record, partition, producedEnd) {
      if (!subscription.topics.includes(record.topic) || stopping.signal.aborted) return;
      const echoed = { record, partition, producedEnd };
      // Whoever sends finds out first that the brokers are away; this session will in a moment.
      if (session === undefined) deliverHere(echoed);
      else untilLost.push(echoed);
    },
    stored() {
      untilLost = [];
    },
    async stop(limit) {
      deadline ??= limit;
      echoing.abort();
      stopping.abort();
      if (session === undefined) await subscriber.stop(deadline);
      await running;
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  else signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}
