import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const level = { params: { [constants.ZSTD_c_compressionLevel]: 6 } };
/** Guards against a row that was written by something else. */
const mostBytes = 1 << 30;

/** SHA-256 of a content, as it is found by. */
export function digestOf(raw: Uint8Array | string): Buffer {
  return createHash('sha256').update(raw).digest();
}

/** Compresses a content for `storeContent`; done outside of the transaction, because it takes a while. */
export async function packContent(raw: Uint8Array | string) {
  const bytes = typeof raw === 'string' ? Buffer.from(raw) : raw;
  return { digest: digestOf(bytes), bytes: await compress(bytes, level), rawSize: bytes.length };
}

/** A compressed content with its digest. */
export type PackedContent = Awaited<ReturnType<typeof packContent>>;

/** Stores a content unless it is there already. */
export async function storeContent(db: Writer, kind: string, content: PackedContent, atMs: number): Promise<void> {
  await sql`
    insert into content (digest, kind, bytes, raw_size, created_at)
    values (${content.digest}, ${kind}, ${content.bytes}, ${content.rawSize}, ${new Date(atMs)}::timestamptz)
    on conflict (digest) do nothing
  `.execute(db.kysely);
}

/** The content of a digest, expanded; `undefined` where there is none. */
export async function readContent(db: Writer, digest: Uint8Array): Promise<Buffer | undefined> {
  const row = await db.kysely
    .selectFrom('content')
    .select('bytes')
    .where('digest', '=', Buffer.from(digest))
    .executeTakeFirst();
  return row === undefined ? undefined : decompress(row.bytes, { maxOutputLength: mostBytes });
}

/** Whether a content is stored, without reading it. */
export async function hasContent(db: Writer, digest: Uint8Array): Promise<boolean> {
  const found = await sql`select from content where digest = ${digest}`.execute(db.kysely);
  return found.rows.length > 0;
}
