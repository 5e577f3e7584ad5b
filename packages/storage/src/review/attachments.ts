import type { Attachment } from '@maximus/contracts';
import { sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';

/** Images that a decision may have (hitl.md §2). */
export const maxAttachments = 10;

/** An image of a decision as it is stored. */
export interface AttachmentRow {
  readonly digest: Buffer;
  readonly width: number;
  readonly height: number;
  readonly user_name: string;
  readonly caption: string | null;
  readonly created_at: Date;
}

/** An image that somebody attaches; it is kept already. */
export interface NewAttachment {
  readonly decision_id: string;
  readonly digest: Buffer;
  readonly user_id: string;
  readonly user_name: string;
  readonly caption: string | null;
  readonly created_at: Date;
}

/** Images that people attached to decisions. */
export const decisionAttachments = {
  /** Waits until nobody else attaches to the decision; until the transaction ends, nobody does. */
  async lock(tx: Tx, decisionUuid: string): Promise<void> {
    await tx.kysely.selectFrom('decision').select('id').where('id', '=', decisionUuid).forNoKeyUpdate().execute();
  },

  /** Attaches an image in the next place, of which there are ten; within `lock`. */
  async add(tx: Tx, attachment: NewAttachment): Promise<void> {
    const last = sql`select max(place) from decision_attachment where decision_id = ${attachment.decision_id}`;
    await tx.kysely
      .insertInto('decision_attachment')
      .values({ ...attachment, place: sql<number>`coalesce((${last}), 0) + 1` })
      .execute();
  },

  /** In the order in which they were attached. */
  async of(db: Writer, decisionUuid: string): Promise<readonly AttachmentRow[]> {
    return await db.kysely
      .selectFrom('decision_attachment as attachment')
      .innerJoin('image', 'image.digest', 'attachment.digest')
      .select(['image.digest', 'image.width', 'image.height'])
      .select(['attachment.user_name', 'attachment.caption', 'attachment.created_at'])
      .where('attachment.decision_id', '=', decisionUuid)
      .orderBy('attachment.place')
      .execute();
  },
} as const;

/** A stored attachment in its wire form; its address shows it as large as it is kept. */
export function toAttachment(row: AttachmentRow): Attachment {
  const digest = row.digest.toString('hex');
  return {
    digest,
    url: `/api/images/${digest}/1600`,
    width: row.width,
    height: row.height,
    ...(row.caption !== null && { caption: row.caption }),
    user: row.user_name,
    created_at: row.created_at.toISOString(),
  };
}
