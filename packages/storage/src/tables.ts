import type { InboxTables } from './inbox/index.ts';
import type { OutboxTables } from './outbox/index.ts';

/**
 * Every table of the database, by area; each area declares its own in its folder and is named here once. Columns are what
 * PostgreSQL has: ids are `uuid` text, 64-bit numbers are text, times are `Date`.
 */
export interface Tables extends OutboxTables, InboxTables {}
