/**
 * What tests of other packages use: a real broker, the contract of a driver, timers that make minutes short, and stores
 * in memory behind the ports of the outbox and the dead letters.
 */
export { type BusHarness, describeBus } from './contract.ts';
export { kafkaMissing, startKafka, type TestKafka } from './kafka/start-kafka.ts';
export { type MemoryDeadLetters, memoryDeadLetters } from './memory-dead-letters.ts';
export { type MemoryOutbox, memoryOutbox } from './memory-outbox.ts';
export { type QuickTimers, quickTimers } from './quick-timers.ts';
export { sampleCatalogue, sampleMessage, sampleTopic } from './sample-events.ts';
export { until } from './until.ts';
