import type { DeadLetter, EventEnvelope, Topic } from '@maximus/contracts';

/** The largest event in bytes of UTF-8 (apv.md §8). */
export const maxEventBytes = 1_048_576;

/** One event on its way to a topic. */
export interface BusMessage {
  readonly topic: Topic;
  /** Order holds among messages of one key. */
  readonly key: string;
  /** JSON text of the event, at most `maxEventBytes`. */
  readonly envelope: string;
  /** `traceparent`, `tracestate`; `content-type` is set by the bus. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a handler is told beside the event. */
export interface HandlerContext {
  readonly group: string;
  readonly topic: Topic;
  readonly key: string;
  /** From 1; up to 4 within one delivery. */
  readonly attempt: number;
  /** Set while a dead letter is replayed. */
  readonly replayOf?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Aborted when the deadline of a stop has passed. */
  readonly signal: AbortSignal;
}

/** One consumer of events. */
export interface Subscription {
  /** Members of a group share the events; every group sees each event. */
  readonly group: string;
  readonly topics: readonly Topic[];
  /** Only these types are handled, the others pass; all types of the topics when absent. */
  readonly types?: readonly string[];
  /** How many events are handled at once, each of another key; 8 by default. */
  readonly concurrency?: number;
  /**
   * Does the work of one event. At least once: an inbox by `event.id` makes it idempotent. A thrown error is tried again
   * after 1, 5 and 30 s and then becomes a dead letter; an error of our tables that is not retryable becomes one at once.
   */
  handle(event: EventEnvelope, context: HandlerContext): Promise<void>;
  /** Told of each dead letter after it was stored. */
  onDeadLetter?(letter: DeadLetter): void;
}

/** A running subscription. */
export interface RunningSubscription {
  /**
   * Takes no more events, ends those in hand and leaves the group. When `deadline` aborts, handlers are told and left
   * behind; what they did not end is delivered again.
   */
  stop(deadline?: AbortSignal): Promise<void>;
}

/** How one subscription is doing. */
export interface SubscriptionHealth {
  readonly group: string;
  readonly state: 'starting' | 'running' | 'reconnecting' | 'halted' | 'stopped';
  /** Events known to wait for this process; `undefined` when the broker has not said. */
  readonly lag: number | undefined;
  /** Events in hand, those waiting for their next try included. */
  readonly inHand: number;
  readonly lastError?: BusFault;
}

/** The last thing that went wrong. */
export interface BusFault {
  readonly code: string;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

/** How the bus is doing. */
export interface BusHealth {
  readonly driver: string;
  readonly connected: boolean;
  readonly subscriptions: readonly SubscriptionHealth[];
  readonly lastError?: BusFault;
}

/** Carries events between the parts of the estate server, in one process or many. */
export interface Bus {
  /**
   * What a resolved `publish` means: every group of this process has handled the event or its dead letter is stored
   * (`handled`), or the brokers hold it (`stored`). Until then the event lives in the outbox alone.
   */
  readonly acknowledges: 'handled' | 'stored';
  /**
   * Hands events over in order. Throws `bus.event_too_large` before anything is sent, `bus.unavailable` when the brokers
   * do not answer, `bus.stopped` when a consumer cannot take it; then any of the messages may have been sent all the same.
   */
  publish(messages: readonly BusMessage[]): Promise<void>;
  /**
   * Delivers to the subscriptions of this process while the brokers are away (oraculo.md §10). An event is skipped where
   * an earlier one of its partition may still wait at the brokers, for order holds per key. Nothing for `memory`.
   */
  echo(messages: readonly BusMessage[]): void;
  /** Starts a consumer. Resolves when it takes events, or when it is clear that the brokers are away: it joins later. */
  subscribe(subscription: Subscription): Promise<RunningSubscription>;
  health(): BusHealth;
  /** Calls `listener` when the brokers come back or go; returns how to stop that. */
  onConnection(listener: (connected: boolean) => void): () => void;
  /** Stops every subscription, then the connections. */
  close(deadline?: AbortSignal): Promise<void>;
}
