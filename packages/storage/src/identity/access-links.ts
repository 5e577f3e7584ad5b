import { formatId } from '@maximus/kernel';
import type { Tx, Writer } from '../database/index.ts';
import { requireUuid } from './stored-id.ts';

/** What a one-time link is for. */
export type AccessLinkPurpose = 'first-admin' | 'invitation';

/** A one-time link; its secret is stored as a digest only. */
export interface AccessLinkRecord {
  readonly id: string;
  readonly purpose: AccessLinkPurpose;
  /** Null for the first administrator. */
  readonly userId: string | null;
  readonly expiresAt: Date;
}

/** One-time links. A new one for the same person ends the earlier ones; each node may print one for the first account. */
export const accessLinkRows = {
  async replace(
    tx: Tx,
    link: AccessLinkRecord & { readonly secretHash: Buffer; readonly createdAt: Date },
  ): Promise<void> {
    if (link.userId !== null) await accessLinkRows.remove(tx, link.userId);
    await tx.kysely
      .insertInto('access_links')
      .values({
        id: link.id,
        purpose: link.purpose,
        user_id: link.userId === null ? null : requireUuid('usr', link.userId),
        secret_hash: link.secretHash,
        created_at: link.createdAt,
        expires_at: link.expiresAt,
      })
      .execute();
  },

  /** A link that may still be used; in a transaction that uses it, `hold` keeps others waiting. */
  async find(db: Writer, secretHash: Buffer, now: Date, hold = false): Promise<AccessLinkRecord | undefined> {
    const query = db.kysely
      .selectFrom('access_links')
      .selectAll()
      .where('secret_hash', '=', secretHash)
      .where('used_at', 'is', null)
      .where('expires_at', '>', now);
    const row = await (hold ? query.forUpdate() : query).executeTakeFirst();
    if (row === undefined) return undefined;
    return {
      id: row.id,
      purpose: row.purpose,
      userId: row.user_id === null ? null : formatId('usr', row.user_id),
      expiresAt: row.expires_at,
    };
  },

  async markUsed(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.kysely.updateTable('access_links').set({ used_at: at }).where('id', '=', id).execute();
  },

  /** Ends the links of a person, or with null those for the first administrator. */
  async remove(db: Writer, userId: string | null): Promise<void> {
    const query = db.kysely.deleteFrom('access_links');
    await (userId === null
      ? query.where('purpose', '=', 'first-admin')
      : query.where('user_id', '=', requireUuid('usr', userId))
    ).execute();
  },

  async removeEnded(db: Writer, now: Date): Promise<void> {
    await db.kysely
      .deleteFrom('access_links')
      .where((where) => where.or([where('expires_at', '<=', now), where('used_at', 'is not', null)]))
      .execute();
  },
};
