import type { DeadLetterError } from '@maximus/contracts';
import type { ColumnType, Generated } from 'kysely';

/** Rows of the dead letters. Event and key are bytes, because text columns take no NUL and an event comes as it came. */
export interface DeadLetterTables {
  dead_letter: {
    id: string;
    original_topic: string;
    original_key: Buffer;
    original_event: Buffer;
    event_id: string | null;
    event_type: string | null;
    consumer_group: string | null;
    stage: string;
    error: ColumnType<DeadLetterError, string, string>;
    attempts: number;
    first_failed_at: Date;
    last_failed_at: Date;
    next_retry_at: Date | null;
    state: string;
    /** Why it was discarded. */
    note: string | null;
    correlation_id: string | null;
    changed_at: Generated<Date>;
  };
}
