import type { Generated } from 'kysely';

/** Rows of the idempotency keys. */
export interface IdempotencyTables {
  idempotency_key: {
    scope: string;
    key: string;
    body_digest: Buffer;
    claim: string;
    claimed_until: Date;
    answer: string | null;
    created_at: Generated<Date>;
  };
}
