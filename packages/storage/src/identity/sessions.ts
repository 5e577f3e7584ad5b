import type { Role } from '@maximus/contracts';
import { formatId, parseId } from '@maximus/kernel';
import type { Selectable } from 'kysely';
import type { Writer } from '../database/index.ts';
import { requireUuid } from './stored-id.ts';
import type { IdentityTables } from './tables.ts';

type Row = Selectable<IdentityTables['user_sessions']>;

/** One log-in; its secret is stored as a digest only. */
export interface SessionRecord {
  /** `ses_…`. */
  readonly id: string;
  readonly userId: string;
  readonly method: 'password' | 'oidc' | 'link';
  readonly address: string;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

/** A session with what its user may do now. */
export interface SessionWithUser extends SessionRecord {
  readonly userName: string;
  readonly roles: readonly Role[];
  readonly disabled: boolean;
}

/** Sessions. Whether one still counts is for the caller to say from its times. */
export const sessionRows = {
  async insert(db: Writer, session: SessionRecord & { readonly secretHash: Buffer }): Promise<void> {
    await db.kysely
      .insertInto('user_sessions')
      .values({
        id: requireUuid('ses', session.id),
        user_id: requireUuid('usr', session.userId),
        secret_hash: session.secretHash,
        method: session.method,
        address: session.address,
        user_agent: session.userAgent,
        created_at: session.createdAt,
        last_seen_at: session.lastSeenAt,
        expires_at: session.expiresAt,
      })
      .execute();
  },

  /** By the digest of its secret, or by its id. */
  async find(
    db: Writer,
    by: { readonly secretHash: Buffer } | { readonly id: string },
  ): Promise<SessionWithUser | undefined> {
    const query = db.kysely
      .selectFrom('user_sessions as session')
      .innerJoin('users', 'users.id', 'session.user_id')
      .selectAll('session')
      .select(['users.display_name as user_name', 'users.roles', 'users.disabled_at']);
    const row = await ('secretHash' in by
      ? query.where('session.secret_hash', '=', by.secretHash)
      : query.where('session.id', '=', requireUuid('ses', by.id))
    ).executeTakeFirst();
    if (row === undefined) return undefined;
    return {
      ...recordOf(row),
      userName: row.user_name,
      roles: row.roles as Role[],
      disabled: row.disabled_at !== null,
    };
  },

  async ofUser(db: Writer, userId: string): Promise<readonly SessionRecord[]> {
    const rows = await db.kysely
      .selectFrom('user_sessions')
      .selectAll()
      .where('user_id', '=', requireUuid('usr', userId))
      .orderBy('created_at', 'desc')
      .limit(200)
      .execute();
    return rows.map(recordOf);
  },

  async touch(db: Writer, id: string, at: Date, notSince: Date): Promise<void> {
    await db.kysely
      .updateTable('user_sessions')
      .set({ last_seen_at: at })
      .where('id', '=', requireUuid('ses', id))
      .where('last_seen_at', '<', notSince)
      .execute();
  },

  /** Deletes sessions of a user: one, all, or all but one; returns the ids of those that were there. */
  async remove(
    db: Writer,
    userId: string,
    which: { readonly only?: string; readonly except?: string } = {},
  ): Promise<readonly string[]> {
    let query = db.kysely.deleteFrom('user_sessions').where('user_id', '=', requireUuid('usr', userId));
    if (which.only !== undefined) query = query.where('id', '=', parseId('ses', which.only) ?? null);
    if (which.except !== undefined) query = query.where('id', '<>', requireUuid('ses', which.except));
    const rows = await query.returning('id').execute();
    return rows.map(({ id }) => formatId('ses', id));
  },

  /** Keeps the newest sessions of a user, so that one account cannot fill the table. */
  async keepNewest(db: Writer, userId: string, keep: number): Promise<readonly string[]> {
    const uuid = requireUuid('usr', userId);
    const rows = await db.kysely
      .deleteFrom('user_sessions')
      .where('id', 'in', (select) =>
        select
          .selectFrom('user_sessions')
          .select('id')
          .where('user_id', '=', uuid)
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc')
          .offset(keep),
      )
      .returning('id')
      .execute();
    return rows.map(({ id }) => formatId('ses', id));
  },

  async removeEnded(db: Writer, now: Date, idleSince: Date): Promise<void> {
    await db.kysely
      .deleteFrom('user_sessions')
      .where((where) => where.or([where('expires_at', '<=', now), where('last_seen_at', '<=', idleSince)]))
      .execute();
  },
};

function recordOf(row: Row): SessionRecord {
  return {
    id: formatId('ses', row.id),
    userId: formatId('usr', row.user_id),
    method: row.method,
    address: row.address,
    userAgent: row.user_agent,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
  };
}
