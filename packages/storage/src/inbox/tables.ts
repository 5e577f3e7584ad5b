import type { Generated } from 'kysely';

/** Rows of the inbox. */
export interface InboxTables {
  inbox: {
    consumer_group: string;
    event_id: string;
    handled_at: Generated<Date>;
  };
}
