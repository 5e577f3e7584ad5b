import type { Selectable } from 'kysely';
import type { Writer } from '../database/index.ts';
import type { HeraldTables } from './tables.ts';

/** A notification channel as it is stored. */
export type ChannelRow = Selectable<HeraldTables['notify_channel']>;

/** What of a channel changes. */
export type ChannelSet = Partial<Omit<ChannelRow, 'id' | 'filter' | 'version' | 'created_at' | 'updated_at'>> & {
  readonly filter?: object;
};

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

  async insert(db: Writer, row: Omit<ChannelRow, 'filter'> & { readonly filter: object }): Promise<ChannelRow> {
    return await db.kysely
      .insertInto('notify_channel')
      .values({ ...row, filter: JSON.stringify(row.filter) })
      .returningAll()
      .executeTakeFirstOrThrow();
  },

  /** Only while it has the version that was read; `undefined` otherwise. */
  async update(db: Writer, row: ChannelRow, set: ChannelSet, at: Date): Promise<ChannelRow | undefined> {
    const { filter, ...columns } = set;
    return await db.kysely
      .updateTable('notify_channel')
      .set({
        ...columns,
        ...(filter !== undefined && { filter: JSON.stringify(filter) }),
        version: row.version + 1,
        updated_at: at,
      })
      .where('id', '=', row.id)
      .where('version', '=', row.version)
      .returningAll()
      .executeTakeFirst();
  },
} as const;
