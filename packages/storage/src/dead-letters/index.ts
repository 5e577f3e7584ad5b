export { createDeadLetters } from './create-dead-letters.ts';
export type { DeadLetterTables } from './tables.ts';
export type { DeadLetterChange, DeadLetterQuery, DeadLetters } from './types.ts';
