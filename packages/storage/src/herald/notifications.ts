import { type Selectable, sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';
import type { SortColumn } from '../lists/index.ts';
import type { HeraldTables } from './tables.ts';

/** A notification as it is stored. */
export type NotificationRow = Selectable<HeraldTables['notification']>;

/** What of a notification changes. */
export type NotificationSet = Partial<
  Pick<NotificationRow, 'state' | 'attempts' | 'response_code' | 'last_error' | 'next_at' | 'sent_at'>
> & { readonly receipt?: object; readonly tries?: readonly object[] };

/** Newest first. */
export const notificationOrder: readonly SortColumn[] = [
  { column: 'notification.created_at', type: 'timestamptz', direction: 'desc' },
  { column: 'notification.id', type: 'uuid', direction: 'desc' },
];

/** What was sent, and what waits. */
export const notifications = {
  /** Puts one into the queue; `false` where the channel has one of the event already. */
  async queue(
    tx: Tx,
    row: Pick<NotificationRow, 'id' | 'channel_id' | 'event_id' | 'event_type' | 'about' | 'next_at'> & {
      readonly message: object;
    },
    at: Date,
  ): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await tx.kysely
      .insertInto('notification')
      .values({
        ...row,
        message: JSON.stringify(row.message),
        state: 'queued',
        attempts: 0,
        tries: '[]',
        created_at: at,
        updated_at: at,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  },

  async find(db: Writer, uuid: string): Promise<NotificationRow | undefined> {
    return await db.kysely.selectFrom('notification').selectAll().where('id', '=', uuid).executeTakeFirst();
  },

  /** Only from one of the named states, so that of two who try one goes on. */
  async change(
    db: Writer,
    uuid: string,
    from: readonly string[],
    set: NotificationSet,
    at: Date,
  ): Promise<NotificationRow | undefined> {
    const { receipt, tries, ...columns } = set;
    return await db.kysely
      .updateTable('notification')
      .set({
        ...columns,
        ...(receipt !== undefined && { receipt: JSON.stringify(receipt) }),
        ...(tries !== undefined && { tries: JSON.stringify(tries) }),
        updated_at: at,
      })
      .where('id', '=', uuid)
      .where('state', 'in', [...from])
      .returningAll()
      .executeTakeFirst();
  },

  async sentSince(db: Writer, channelUuid: string, since: Date): Promise<number> {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from notification where channel_id = ${channelUuid} and sent_at >= ${since}::timestamptz
    `.execute(db.kysely);
    return rows[0]?.n ?? 0;
  },

  /** The first message of a channel about something that can be found again. */
  async firstAbout(db: Writer, channelUuid: string, about: string): Promise<NotificationRow | undefined> {
    return await db.kysely
      .selectFrom('notification')
      .selectAll()
      .where('channel_id', '=', channelUuid)
      .where('about', '=', about)
      .where('receipt', 'is not', null)
      .orderBy('created_at')
      .limit(1)
      .executeTakeFirst();
  },

  /** What waits on a channel and is due, oldest first. */
  async due(db: Writer, channelUuid: string, at: Date, most: number): Promise<readonly NotificationRow[]> {
    return await db.kysely
      .selectFrom('notification')
      .selectAll()
      .where('channel_id', '=', channelUuid)
      .where('state', 'in', ['queued', 'failed'])
      .where((where) => where.or([where('next_at', 'is', null), where('next_at', '<=', at)]))
      .orderBy('created_at')
      .orderBy('id')
      .limit(most)
      .execute();
  },

  /** Puts dead ones back into the queue, oldest first; the ids of those that were. */
  async reviveDead(
    tx: Tx,
    channelUuid: string | undefined,
    at: Date,
    most: number,
  ): Promise<readonly NotificationRow[]> {
    let dead = tx.kysely.selectFrom('notification').select('id').where('state', '=', 'dead');
    if (channelUuid !== undefined) dead = dead.where('channel_id', '=', channelUuid);
    return await tx.kysely
      .updateTable('notification')
      .set({ state: 'queued', attempts: 0, next_at: null, updated_at: at })
      .where('id', 'in', dead.orderBy('created_at').orderBy('id').limit(most).forUpdate().skipLocked())
      .returningAll()
      .execute();
  },

  query(db: Writer, filter: { readonly channel?: string | undefined; readonly state?: string | undefined }) {
    let rows = db.kysely.selectFrom('notification').selectAll('notification');
    if (filter.channel !== undefined) rows = rows.where('notification.channel_id', '=', filter.channel);
    if (filter.state !== undefined) rows = rows.where('notification.state', '=', filter.state);
    return rows;
  },
} as const;
