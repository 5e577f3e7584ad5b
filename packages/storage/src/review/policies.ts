import { type Selectable, sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';
import type { ReviewTables } from './tables.ts';

/** A version of a policy as it is stored. */
export type PolicyRow = Selectable<ReviewTables['review_policy']>;

/** Rules of review. Versions are added and never changed. */
export const reviewPolicies = {
  /** The newest version of each of the named policies. */
  async current(db: Writer, policyIds: readonly string[]): Promise<readonly PolicyRow[]> {
    const { rows } = await sql<PolicyRow>`
      select distinct on (policy_id) * from review_policy where policy_id = any(${policyIds}::text[])
      order by policy_id, version desc
    `.execute(db.kysely);
    return rows;
  },

  /** The newest version of every policy. */
  async all(db: Writer): Promise<readonly PolicyRow[]> {
    const { rows } = await sql<PolicyRow>`
      select distinct on (policy_id) * from review_policy order by policy_id, version desc limit 1000
    `.execute(db.kysely);
    return rows;
  },

  /** Adds a version; a version that is there already violates `review_policy_pkey`. */
  async insert(tx: Tx, row: Omit<PolicyRow, 'policy'> & { readonly policy: object }): Promise<void> {
    await tx.kysely
      .insertInto('review_policy')
      .values({ ...row, policy: JSON.stringify(row.policy) })
      .execute();
  },
} as const;
