export { createInbox } from './create-inbox.ts';
export type { InboxTables } from './tables.ts';
export type { Inbox } from './types.ts';
