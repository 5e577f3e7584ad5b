import { outboxAndInbox } from './0001-outbox-and-inbox.ts';
import type { Migration } from './types.ts';

/** Every step of the schema, in order. 0001–0009 foundation, 0010–0019 identity and audit, 0020–0049 estate. */
export const migrations: readonly Migration[] = [outboxAndInbox];
