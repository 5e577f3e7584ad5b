import { type DeadLetter, EventEnvelope } from '@maximus/contracts';
import type { AppError, Clock } from '@maximus/kernel';
import type { Handles, Logger } from '@maximus/observability';
import type { Timers } from '../consumption/timers.ts';
import { letterErrorOf, letterOf } from '../dead-letters/letter.ts';
import type { busMetrics } from '../metrics.ts';
import type { WaitingEvent } from './types.ts';

/** What is needed to bury. */
export interface BurialNeeds {
  readonly storeDeadLetter: (letter: DeadLetter) => Promise<void>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly metrics: Handles<(typeof busMetrics)['$rows']>;
}

/** Makes a parked dead letter of an event that no bus will ever take, so that it does not hold up the rest. */
export async function buryUnpublishable(row: WaitingEvent, error: AppError, needs: BurialNeeds): Promise<void> {
  const read = readEnvelope(row.envelope);
  const letter = letterOf(
    {
      topic: row.topic,
      key: row.key,
      text: row.envelope,
      stage: 'publish',
      error: { ...letterErrorOf(error), retryable: false },
      eventId: row.eventId,
      ...(read === undefined ? {} : { eventType: read.type, correlationId: read.correlationId }),
    },
    needs.clock,
  );
  await needs.storeDeadLetter(letter);
  needs.metrics.dlq_messages_total.inc({ reason: 'publish' });
  needs.logger.error({ err: error, event_id: row.eventId, dead_letter: letter.id }, 'an event cannot be published');
}

function readEnvelope(text: string): EventEnvelope | undefined {
  try {
    return EventEnvelope.safeParse(JSON.parse(text)).data;
  } catch {
    // The letter is stored with what the row says.
    return undefined;
  }
}
