import type { Tx, Writer } from '../database/index.ts';
import { requireUuid } from './stored-id.ts';

/** One-use codes for a lost authenticator, as digests. */
export const recoveryCodeRows = {
  async replace(tx: Tx, userId: string, hashes: readonly Buffer[]): Promise<void> {
    const user_id = requireUuid('usr', userId);
    await tx.kysely.deleteFrom('user_recovery_codes').where('user_id', '=', user_id).execute();
    if (hashes.length === 0) return;
    await tx.kysely
      .insertInto('user_recovery_codes')
      .values(hashes.map((code_hash) => ({ user_id, code_hash, used_at: null })))
      .execute();
  },

  /** Uses a code up; `false` when there is none such, or it was used. */
  async use(db: Writer, userId: string, hash: Buffer, at: Date): Promise<boolean> {
    const { numUpdatedRows } = await db.kysely
      .updateTable('user_recovery_codes')
      .set({ used_at: at })
      .where('user_id', '=', requireUuid('usr', userId))
      .where('code_hash', '=', hash)
      .where('used_at', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },
};
