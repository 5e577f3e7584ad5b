export type { OutboxTables } from './tables.ts';
export type { Outbox, OutboxRow } from './types.ts';
export { writeEvents } from './write-events.ts';
