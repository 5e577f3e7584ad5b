import { formatId } from '@maximus/kernel';
import { sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';
import { requireUuid } from './stored-id.ts';

/** Something that was trusted and is to be looked at again. `seq` has gaps and is no order. */
export interface RevocationRecord {
  readonly seq: string;
  readonly kind: 'session' | 'token' | 'user';
  readonly id: string;
  readonly reason: string;
}

const prefixes = { session: 'ses', token: 'tok', user: 'usr' } as const;

/** PostgreSQL channel that wakes every node after a commit. */
const CHANNEL = 'maximus_access';

/** Revocations, told to every node: by a notification at once, and by the rows themselves where one was missed. */
export const revocationRows = {
  channel: CHANNEL,

  async insert(tx: Tx, revocations: readonly Pick<RevocationRecord, 'kind' | 'id' | 'reason'>[]): Promise<void> {
    if (revocations.length === 0) return;
    await tx.kysely
      .insertInto('access_revocations')
      .values(revocations.map(({ kind, id, reason }) => ({ kind, subject: requireUuid(prefixes[kind], id), reason })))
      .execute();
    await sql`select pg_notify(${CHANNEL}, '')`.execute(tx.kysely);
  },

  /** What was revoked within the last milliseconds, by the database's clock. */
  async recent(db: Writer, withinMs: number): Promise<readonly RevocationRecord[]> {
    const rows = await db.kysely
      .selectFrom('access_revocations')
      .selectAll()
      .where('at', '>', sql<Date>`clock_timestamp() - ${withinMs} * interval '1 millisecond'`)
      .orderBy('seq')
      .execute();
    return rows.map(({ seq, kind, subject, reason }) => ({ seq, kind, id: formatId(prefixes[kind], subject), reason }));
  },

  async removeOld(db: Writer, olderThanMs: number): Promise<void> {
    await db.kysely
      .deleteFrom('access_revocations')
      .where('at', '<', sql<Date>`clock_timestamp() - ${olderThanMs} * interval '1 millisecond'`)
      .execute();
  },
};
