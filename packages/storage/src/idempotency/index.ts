export { createIdempotencyKeys, idempotencyHours } from './create-idempotency-keys.ts';
export type { IdempotencyTables } from './tables.ts';
export type {
  IdempotencyClaim,
  IdempotencyKeys,
  IdempotencyOutcome,
  IdempotentRequest,
  StoredAnswer,
} from './types.ts';
