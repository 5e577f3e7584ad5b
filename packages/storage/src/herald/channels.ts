import { type Selectable, sql } from 'kysely';
import type { Writer } from '../database/index.ts';
import type { HeraldTables } from './tables.ts';

/** A notification channel as it is stored. */
export type ChannelRow = Selectable<HeraldTables['notify_channel']>;

/** What of a channel changes. */
export type ChannelSet = Partial<
  Omit<ChannelRow, 'id' | 'filter' | 'options' | 'version' | 'created_at' | 'updated_at'>
> & {
  readonly filter?: object;
  readonly options?: object;
};

/** What waits on a channel, and when it last sent. */
export interface ChannelBacklog {
  readonly channel_id: string;
  readonly waiting: number;
  readonly dead: number;
  readonly last_sent_at: Date | null;
}

/** Notification channels; removed ones stay for what they have sent. */
export const notifyChannels = {
  async list(db: Writer): Promise<readonly ChannelRow[]> {
    return await db.kysely
      .selectFrom('notify_channel')
      .selectAll()
      .where('deleted_at', 'is', null)
      .orderBy('name')
      .orderBy('id')
      .limit(500)
      .execute();
  },

  async find(db: Writer, uuid: string): Promise<ChannelRow | undefined> {
    return await db.kysely
      .selectFrom('notify_channel')
      .selectAll()
      .where('id', '=', uuid)
      .where('deleted_at', 'is', null)
      .executeTakeFirst();
  },

  /** Of every channel that has anything. */
  async backlogs(db: Writer): Promise<ReadonlyMap<string, ChannelBacklog>> {
    const { rows } = await sql<ChannelBacklog>`
      select c.id as channel_id,
        (select count(*)::int from notification n where n.channel_id = c.id and n.state in ('queued', 'failed')) as waiting,
        (select count(*)::int from notification n where n.channel_id = c.id and n.state = 'dead') as dead,
        (select max(n.sent_at) from notification n where n.channel_id = c.id and n.sent_at is not null) as last_sent_at
      from notify_channel c
      where c.deleted_at is null
    `.execute(db.kysely);
    return new Map(rows.map((row) => [row.channel_id, row]));
  },

  async insert(
    db: Writer,
    row: Omit<ChannelRow, 'filter' | 'options'> & { readonly filter: object; readonly options: object },
  ): Promise<ChannelRow> {
    return await db.kysely
      .insertInto('notify_channel')
      .values({ ...row, filter: JSON.stringify(row.filter), options: JSON.stringify(row.options) })
      .returningAll()
      .executeTakeFirstOrThrow();
  },

  /** Only while it has the version that was read; `undefined` otherwise. */
  async update(db: Writer, row: ChannelRow, set: ChannelSet, at: Date): Promise<ChannelRow | undefined> {
    const { filter, options, ...columns } = set;
    return await db.kysely
      .updateTable('notify_channel')
      .set({
        ...columns,
        ...(filter !== undefined && { filter: JSON.stringify(filter) }),
        ...(options !== undefined && { options: JSON.stringify(options) }),
        version: row.version + 1,
        updated_at: at,
      })
      .where('id', '=', row.id)
      .where('version', '=', row.version)
      .returningAll()
      .executeTakeFirst();
  },
} as const;
