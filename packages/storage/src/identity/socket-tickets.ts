import { formatId } from '@maximus/kernel';
import { sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';
import { requireUuid } from './stored-id.ts';

/** What a ticket stands for. */
type TicketHolder = { readonly sessionId: string } | { readonly tokenId: string };

/** One-use tickets for sockets, as digests. */
export const socketTicketRows = {
  /** Adds a ticket and drops the oldest of the same holder beyond `keep`. */
  async insert(
    tx: Tx,
    ticket: {
      readonly secretHash: Buffer;
      readonly holder: TicketHolder;
      readonly createdAt: Date;
      readonly expiresAt: Date;
    },
    keep: number,
  ): Promise<void> {
    const session_id = 'sessionId' in ticket.holder ? requireUuid('ses', ticket.holder.sessionId) : null;
    const token_id = 'tokenId' in ticket.holder ? requireUuid('tok', ticket.holder.tokenId) : null;
    await tx.kysely
      .insertInto('socket_tickets')
      .values({
        secret_hash: ticket.secretHash,
        session_id,
        token_id,
        created_at: ticket.createdAt,
        expires_at: ticket.expiresAt,
      })
      .execute();
    const holder = session_id === null ? sql`token_id = ${token_id}` : sql`session_id = ${session_id}`;
    await sql`delete from socket_tickets where secret_hash in (
      select secret_hash from socket_tickets where ${holder} order by created_at desc, secret_hash offset ${keep}
    )`.execute(tx.kysely);
  },

  /** Uses a ticket up and says whose it was, whatever its age; `undefined` when there is none. */
  async take(db: Writer, secretHash: Buffer): Promise<{ holder: TicketHolder; expiresAt: Date } | undefined> {
    const row = await db.kysely
      .deleteFrom('socket_tickets')
      .where('secret_hash', '=', secretHash)
      .returning(['session_id', 'token_id', 'expires_at'])
      .executeTakeFirst();
    if (row === undefined) return undefined;
    if (row.session_id !== null)
      return { holder: { sessionId: formatId('ses', row.session_id) }, expiresAt: row.expires_at };
    return { holder: { tokenId: formatId('tok', row.token_id ?? '') }, expiresAt: row.expires_at };
  },

  async removeEnded(db: Writer, now: Date): Promise<void> {
    await db.kysely.deleteFrom('socket_tickets').where('expires_at', '<=', now).execute();
  },
};
