import { z } from 'zod';
import { idOf, Time } from '../wire/id.ts';
import { topics } from './envelope.ts';

const topicNames = Object.keys(topics) as [keyof typeof topics, ...(keyof typeof topics)[]];

/** The id of a dead letter. */
export const DeadLetterId = idOf('dlq');
export type DeadLetterId = z.infer<typeof DeadLetterId>;

/** Where an event failed (oraculo.md §9). */
export const DeadLetterStage = z.enum(['publish', 'decode', 'validate', 'handle']);
export type DeadLetterStage = z.infer<typeof DeadLetterStage>;

/**
 * `waiting`: replayed by itself at `next_retry_at`. `parked`: only a person replays or discards it. `replayed`: given to
 * its topic again; it goes back to `waiting` or `parked` when it fails once more. `discarded` is final.
 */
export const DeadLetterState = z.enum(['waiting', 'replayed', 'discarded', 'parked']);
export type DeadLetterState = z.infer<typeof DeadLetterState>;

/** What made the event fail; `code` is of our error tables where the error was one of ours. */
export const DeadLetterError = z.strictObject({
  code: z.string().max(128),
  message: z.string().max(2_000),
  retryable: z.boolean(),
});
export type DeadLetterError = z.infer<typeof DeadLetterError>;

/** An event that could not be published or handled: one shape for producers and consumers (oraculo.md §9). */
export const DeadLetter = z.strictObject({
  id: DeadLetterId,
  original_topic: z.enum(topicNames),
  original_key: z.string().max(512),
  /** As it came; at most 1 MiB. Bytes that are no UTF-8 are shown as U+FFFD. */
  original_event: z.string().max(1_048_576),
  event_id: z.string().max(64).nullish(),
  event_type: z.string().max(128).nullish(),
  /** Absent when it could not be published. */
  consumer_group: z.string().max(128).nullish(),
  stage: DeadLetterStage,
  error: DeadLetterError,
  /** Deliveries so far. Each of them tried the handler up to four times (at once, then after 1, 5 and 30 s). */
  attempts: z.number().int().positive(),
  first_failed_at: Time,
  last_failed_at: Time,
  next_retry_at: Time.nullish(),
  state: DeadLetterState,
  correlation_id: z.string().max(128).nullish(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;
