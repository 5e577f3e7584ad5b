import type { Selectable } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';
import { type PackedBlob, storeBlobs } from './blobs.ts';
import type { RemediationTables } from './tables.ts';

/** Evidence as it is stored, without its files. */
export type EvidenceRow = Selectable<RemediationTables['evidence']>;

/** A sealed bundle to store; it never changes. */
export interface NewEvidence {
  /** UUID. */
  readonly id: string;
  /** UUID. */
  readonly patchId: string;
  readonly runId: string;
  readonly purpose: 'validate' | 'reverify';
  readonly manifest: PackedBlob;
  readonly prevDigest: string | null;
  readonly signature: object;
  /** PEM. */
  readonly publicKey: string;
  readonly verdict: string;
  readonly confidence: number;
  readonly level: string;
  readonly sealedAt: string;
  readonly files: readonly { readonly path: string; readonly blob: PackedBlob }[];
}

/** Stores a bundle; its files are shared with other bundles that have them. */
async function store(tx: Tx, evidence: NewEvidence, atMs: number): Promise<void> {
  await storeBlobs(tx, [evidence.manifest, ...evidence.files.map(({ blob }) => blob)], atMs);
  const size = evidence.files.reduce((sum, { blob }) => sum + blob.rawSize, evidence.manifest.rawSize);
  await tx.kysely
    .insertInto('evidence')
    .values({
      id: evidence.id,
      patch_id: evidence.patchId,
      run_id: evidence.runId,
      purpose: evidence.purpose,
      digest: evidence.manifest.digest,
      prev_digest: evidence.prevDigest,
      signature: JSON.stringify(evidence.signature),
      public_key: evidence.publicKey,
      verdict: evidence.verdict,
      confidence: evidence.confidence,
      level: evidence.level,
      size_bytes: String(size),
      sealed_at: new Date(evidence.sealedAt),
    })
    .execute();
  if (evidence.files.length === 0) return;
  await tx.kysely
    .insertInto('evidence_blob')
    .values(evidence.files.map(({ path, blob }) => ({ evidence_id: evidence.id, path, digest: blob.digest })))
    .execute();
}

/** One bundle by its UUID. */
async function find(db: Writer, uuid: string): Promise<EvidenceRow | undefined> {
  return await db.kysely.selectFrom('evidence').selectAll().where('id', '=', uuid).executeTakeFirst();
}

/** All bundles of a patch, first sealed first. */
async function ofPatch(db: Writer, patchUuid: string): Promise<readonly EvidenceRow[]> {
  return await db.kysely
    .selectFrom('evidence')
    .selectAll()
    .where('patch_id', '=', patchUuid)
    .orderBy('sealed_at')
    .orderBy('id')
    .execute();
}

/** The files of a bundle, with their digests in hex. */
async function files(db: Writer, uuid: string): Promise<readonly { readonly path: string; readonly digest: string }[]> {
  const rows = await db.kysely
    .selectFrom('evidence_blob')
    .select(['path', 'digest'])
    .where('evidence_id', '=', uuid)
    .orderBy('path')
    .execute();
  return rows.map(({ path, digest }) => ({ path, digest: digest.toString('hex') }));
}

/** The repository of evidence. */
export const evidences = { store, find, ofPatch, files } as const;
