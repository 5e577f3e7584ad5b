/**
 * Carries events between the parts of the server, in one process or over Kafka, at least once and in order per key; turns
 * what cannot be handled into dead letters, and relays the outbox. Not a store: the outbox, the inbox and the dead letters
 * are storage's. Read bus.ts first, then consumption/subscriber.ts.
 */
export {
  type Bus,
  type BusFault,
  type BusHealth,
  type BusMessage,
  type HandlerContext,
  maxEventBytes,
  type RunningSubscription,
  type Subscription,
  type SubscriptionHealth,
} from './bus.ts';
export { BusConfig, KafkaConfig } from './config.ts';
export type { EventCatalogue } from './consumption/decode-event.ts';
export { systemTimers, type Timers } from './consumption/timers.ts';
export { type BusOptions, createBus } from './create-bus.ts';
export { letterOf, replayDelaysMs } from './dead-letters/letter.ts';
export { createDeadLetterReplayer, type DeadLetterReplayer, type ReplayerOptions } from './dead-letters/replayer.ts';
export { type DeadLetterAction, type DeadLetterRouteNeeds, deadLetterRoutes } from './dead-letters/routes.ts';
export { createDeadLetterSink, type DeadLetterSink } from './dead-letters/sink.ts';
export type { DeadLetterStore } from './dead-letters/types.ts';
export { drivers } from './drivers/registry.ts';
export { errors } from './errors.ts';
export { busMetrics } from './metrics.ts';
export { createOutboxRelay, type OutboxRelay, type OutboxRelayOptions, type RelayStatus } from './outbox/relay.ts';
export type { RelayedOutbox, WaitingEvent } from './outbox/types.ts';
