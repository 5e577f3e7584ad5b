import type { ColumnType, Generated } from 'kysely';

/** Rows of the outbox, the inbox, the dead letters and the idempotency keys live with their stores. */
export interface OutboxTables {
  outbox: {
    seq: Generated<string>;
    event_id: string;
    topic: string;
    key: string;
    /** JSON text, kept byte for byte as it was checked. */
    envelope: string;
    headers: ColumnType<Record<string, string>, string, never>;
    created_at: Generated<Date>;
    published_at: ColumnType<Date | null, never, Date>;
  };
}
