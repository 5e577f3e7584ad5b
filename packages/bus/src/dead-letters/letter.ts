import type { DeadLetter, DeadLetterError, DeadLetterId, DeadLetterStage, Topic } from '@maximus/contracts';
import { type Clock, isAppError, newId } from '@maximus/kernel';
import { maxEventBytes } from '../bus.ts';
import type { ReplayMark } from './replay-mark.ts';

/** After how long a letter is replayed by itself: 1, 5 and 15 min, then it is parked (oraculo.md §9). */
export const replayDelaysMs: readonly number[] = [60_000, 300_000, 900_000];

/** What failed. */
export interface Failure {
  readonly topic: Topic;
  readonly key: string;
  readonly text: string;
  readonly stage: DeadLetterStage;
  readonly error: DeadLetterError;
  readonly group?: string;
  readonly eventId?: string;
  readonly eventType?: string;
  readonly correlationId?: string;
  /** Present when a replay failed: the letter stays the same one. */
  readonly mark?: ReplayMark | undefined;
}

/** The dead letter of a failure. A retryable one waits for its next replay; the rest are parked at once. */
export function letterOf(failure: Failure, clock: Clock, delaysMs: readonly number[] = replayDelaysMs): DeadLetter {
  const { mark } = failure;
  const nowMs = clock.now();
  const now = new Date(nowMs).toISOString();
  const attempts = (mark?.deliveries ?? 0) + 1;
  const delayMs = failure.error.retryable ? delaysMs[attempts - 1] : undefined;
  return {
    id: mark?.id ?? (newId('dlq', clock) as string as DeadLetterId),
    original_topic: failure.topic,
    original_key: failure.key.slice(0, 512),
    original_event: failure.text.slice(0, maxEventBytes),
    event_id: failure.eventId ?? null,
    event_type: failure.eventType ?? null,
    consumer_group: failure.group ?? null,
    stage: failure.stage,
    error: failure.error,
    attempts,
    first_failed_at: mark?.first_failed_at ?? now,
    last_failed_at: now,
    next_retry_at: delayMs === undefined ? null : new Date(nowMs + delayMs).toISOString(),
    state: delayMs === undefined ? 'parked' : 'waiting',
    correlation_id: failure.correlationId ?? null,
  };
}

/** An error as a letter shows it: ours with their code, anything else as a failure of the handler that may pass. */
export function letterErrorOf(thrown: unknown): DeadLetterError {
  const message = (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 2_000);
  if (isAppError(thrown)) return { code: thrown.code.slice(0, 128), message, retryable: thrown.retryable };
  return { code: 'bus.handler_failed', message, retryable: true };
}
