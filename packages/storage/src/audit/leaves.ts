import { parseId } from '@maximus/kernel';
import { sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';

const SEAL_LOCK = 0x7365_616c;

/** Places of entries in the log: 1, 2, 3 … without gaps, and the hash of what stands there. */
export const auditLeafRows = {
  /** One sealer at a time over all processes, until the end of the transaction. */
  async lock(tx: Tx): Promise<void> {
    await sql`select pg_advisory_xact_lock(${SEAL_LOCK})`.execute(tx.kysely);
  },

  async lastSeq(db: Writer): Promise<number> {
    const row = await db.kysely
      .selectFrom('audit_leaves')
      .select((select) => select.fn.max('seq').as('seq'))
      .executeTakeFirst();
    return Number(row?.seq ?? 0);
  },

  async insert(
    tx: Tx,
    leaves: readonly { readonly seq: number; readonly logId: string; readonly leafHash: Buffer }[],
  ): Promise<void> {
    await tx.kysely
      .insertInto('audit_leaves')
      .values(
        leaves.map(({ seq, logId, leafHash }) => ({
          seq: String(seq),
          log_id: parseId('log', logId) ?? '',
          leaf_hash: leafHash,
        })),
      )
      .execute();
  },

  /** Hashes of the leaves after `from` up to `to`, in their order; fewer where leaves are missing. */
  async hashes(db: Writer, from: number, to: number): Promise<readonly Buffer[]> {
    const rows = await db.kysely
      .selectFrom('audit_leaves')
      .select('leaf_hash')
      .where('seq', '>', String(from))
      .where('seq', '<=', String(to))
      .orderBy('seq')
      .execute();
    return rows.map(({ leaf_hash }) => leaf_hash);
  },
};
