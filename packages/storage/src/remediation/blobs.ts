import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const level = { params: { [constants.ZSTD_c_compressionLevel]: 6 } };
/** No edit, diff or log is larger. */
const mostBytes = 256 << 20;

/** A content ready to be stored, with the SHA-256 it is found by. */
export interface PackedBlob {
  readonly digest: Buffer;
  readonly bytes: Buffer;
  readonly rawSize: number;
}

/** Compresses a content for `storeBlobs`; done outside of the transaction, because it takes a while. */
export async function packBlob(raw: Uint8Array | string): Promise<PackedBlob> {
  const bytes = typeof raw === 'string' ? Buffer.from(raw) : raw;
  return {
    digest: createHash('sha256').update(bytes).digest(),
    bytes: await compress(bytes, level),
    rawSize: bytes.length,
  };
}

/** Stores contents; those that are there already stay as they are. */
export async function storeBlobs(db: Writer, blobs: readonly PackedBlob[], atMs: number): Promise<void> {
  for (const { digest, bytes, rawSize } of blobs) {
    await sql`
      insert into blob (digest, bytes, raw_size, created_at)
      values (${digest}, ${bytes}, ${rawSize}, ${new Date(atMs)}::timestamptz) on conflict (digest) do nothing
    `.execute(db.kysely);
  }
}

/** The content of a digest (bytes or hex), expanded; `undefined` where there is none. */
export async function readBlob(db: Writer, digest: Uint8Array | string): Promise<Buffer | undefined> {
  const wanted = typeof digest === 'string' ? Buffer.from(digest, 'hex') : Buffer.from(digest);
  const row = await db.kysely.selectFrom('blob').select('bytes').where('digest', '=', wanted).executeTakeFirst();
  return row === undefined ? undefined : decompress(row.bytes, { maxOutputLength: mostBytes });
}
