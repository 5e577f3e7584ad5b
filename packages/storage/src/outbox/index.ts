export { createOutbox, type OpenOutbox, type OutboxOptions } from './create-outbox.ts';
export type { OutboxTables } from './tables.ts';
export type { Outbox, OutboxRow } from './types.ts';
