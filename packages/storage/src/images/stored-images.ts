import { hash } from 'node:crypto';
import type { Tx, Writer } from '../database/index.ts';

/** One image made of another, to be kept. */
export interface NewRendition {
  readonly bound: number;
  readonly format: string;
  readonly bytes: Buffer;
}

/** What there is of an image in one size. */
export interface StoredRendition {
  readonly bound: number;
  readonly format: string;
  readonly size_bytes: number;
  /** Tells its bytes from all others. */
  readonly tag: string;
}

/** Images that people sent, by the SHA-256 of what they sent (platform.md §9). */
export const storedImages = {
  /** Pixels of an image that is kept. */
  async sizeOf(db: Writer, digest: Buffer): Promise<{ readonly width: number; readonly height: number } | undefined> {
    return await db.kysely
      .selectFrom('image')
      .select(['width', 'height'])
      .where('digest', '=', digest)
      .executeTakeFirst();
  },

  /** Keeps an image with what was made of it; one that is kept stays as it is. */
  async keep(
    tx: Tx,
    image: { readonly digest: Buffer; readonly width: number; readonly height: number; readonly atMs: number },
    renditions: readonly NewRendition[],
  ): Promise<void> {
    const { digest, width, height, atMs } = image;
    const added = await tx.kysely
      .insertInto('image')
      .values({ digest, width, height, created_at: new Date(atMs) })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (added.numInsertedOrUpdatedRows === 0n) return;
    for (const { bound, format, bytes } of renditions) {
      const tag = hash('sha256', bytes, 'base64url');
      await tx.kysely
        .insertInto('image_rendition')
        .values({ digest, bound, format, bytes, size_bytes: bytes.length, tag })
        .execute();
    }
  },

  /** The forms of an image in the largest size that is within `bound`; none where it is not kept. */
  async formsWithin(db: Writer, digest: Buffer, bound: number): Promise<readonly StoredRendition[]> {
    return await db.kysely
      .selectFrom('image_rendition')
      .select(['bound', 'format', 'size_bytes', 'tag'])
      .where('digest', '=', digest)
      .where('bound', '=', ({ selectFrom }) =>
        selectFrom('image_rendition')
          .select(({ fn }) => fn.max('bound').as('largest'))
          .where('digest', '=', digest)
          .where('bound', '<=', bound),
      )
      .orderBy('size_bytes')
      .orderBy('format')
      .execute();
  },

  /** The bytes of one form. */
  async bytesOf(
    db: Writer,
    digest: Buffer,
    { bound, format }: Pick<StoredRendition, 'bound' | 'format'>,
  ): Promise<Buffer | undefined> {
    const row = await db.kysely
      .selectFrom('image_rendition')
      .select('bytes')
      .where('digest', '=', digest)
      .where('bound', '=', bound)
      .where('format', '=', format)
      .executeTakeFirst();
    return row?.bytes;
  },
} as const;
