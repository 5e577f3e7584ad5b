import type { Selectable } from 'kysely';
import type { Writer } from '../database/index.ts';
import type { ReviewTables } from './tables.ts';

/** Bulk actions, so that one undo finds what they held. */
export const decisionBulks = {
  async insert(db: Writer, bulk: Selectable<ReviewTables['decision_bulk']>): Promise<void> {
    await db.kysely.insertInto('decision_bulk').values(bulk).execute();
  },

  async find(db: Writer, uuid: string): Promise<Selectable<ReviewTables['decision_bulk']> | undefined> {
    return await db.kysely.selectFrom('decision_bulk').selectAll().where('id', '=', uuid).executeTakeFirst();
  },

  /** UUIDs of the decisions that a bulk action decided and that still carry it. */
  async members(db: Writer, uuid: string): Promise<readonly string[]> {
    const rows = await db.kysely
      .selectFrom('decision')
      .select('id')
      .where('bulk_id', '=', uuid)
      .orderBy('id')
      .execute();
    return rows.map(({ id }) => id);
  },
} as const;
