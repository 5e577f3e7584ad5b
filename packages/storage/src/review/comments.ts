import type { Selectable } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';
import type { ReviewTables } from './tables.ts';

/** A comment as it is stored. */
export type CommentRow = Selectable<ReviewTables['decision_comment']>;

/** What people say beside a decision. */
export const decisionComments = {
  async add(tx: Tx, comment: Omit<CommentRow, 'edited_at'>): Promise<CommentRow> {
    return await tx.kysely.insertInto('decision_comment').values(comment).returningAll().executeTakeFirstOrThrow();
  },

  /** Oldest first, at most 500. */
  async of(db: Writer, decisionUuid: string): Promise<readonly CommentRow[]> {
    return await db.kysely
      .selectFrom('decision_comment')
      .selectAll()
      .where('decision_id', '=', decisionUuid)
      .orderBy('id')
      .limit(500)
      .execute();
  },
} as const;
