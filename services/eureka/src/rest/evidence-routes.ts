import { bundleFiles, writeArchive } from '@maximus/arena';
import { downloadEvidence, EvidenceManifest, getEvidence, getEvidenceBlob, getPatchEvidence } from '@maximus/contracts';
import { okAnswer, type Route, route } from '@maximus/http';
import { parseId } from '@maximus/kernel';
import { type EvidenceRow, evidences, readBlob, wireId } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { evidenceSummary, patchNamed } from './patch-views.ts';

/** What a browser is told of bytes that come out of a project: to run and to guess nothing. */
const inert = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'",
  'cache-control': 'private, max-age=31536000, immutable',
} as const;

/** Evidence: manifest, bundle, single files (arena.md §9). */
export function evidenceRoutes(parts: Parts): Route[] {
  const { database } = parts;
  return [
    route(getPatchEvidence, async ({ params }) => {
      const row = await patchNamed(parts, params.id);
      return okAnswer({ items: (await evidences.ofPatch(database, row.id)).map(evidenceSummary) });
    }),
    route(getEvidence, async ({ params }) => {
      const row = await evidenceNamed(parts, params.id);
      const bytes = await manifestOf(parts, row);
      const etag = `"${row.digest.toString('hex')}"`;
      return okAnswer(JSON.parse(bytes.toString('utf8')), { etag });
    }),
    route(downloadEvidence, async ({ params }) => {
      const row = await evidenceNamed(parts, params.id);
      const manifestBytes = await manifestOf(parts, row);
      const blobs = new Map<string, Uint8Array>();
      for (const { path, digest } of await evidences.files(database, row.id)) {
        const bytes = await readBlob(database, digest);
        if (bytes === undefined) throw errors.blob_not_found(`${path} is gone`);
        blobs.set(path, bytes);
      }
      const archive = await writeArchive(
        bundleFiles({
          digest: row.digest.toString('hex'),
          manifest: EvidenceManifest.parse(JSON.parse(manifestBytes.toString('utf8'))),
          manifestBytes,
          signature: row.signature as never,
          publicKey: row.public_key,
          blobs,
        }),
      );
      const name = `${wireId('evd', row.id)}.tar.zst`;
      return {
        status: 200,
        headers: {
          ...inert,
          'content-type': 'application/zstd',
          'content-disposition': `attachment; filename="${name}"`,
        },
        body: Buffer.from(archive),
      };
    }),
    route(getEvidenceBlob, async ({ params }) => {
      const row = await evidenceNamed(parts, params.id);
      const file = (await evidences.files(database, row.id)).find(({ digest }) => digest === params.sha256);
      const bytes = file === undefined ? undefined : await readBlob(database, file.digest);
      if (file === undefined || bytes === undefined) throw errors.blob_not_found('the evidence has no such file');
      const isText = /\.(?:txt|json|diff)$/.test(file.path);
      const type = isText ? 'text/plain; charset=utf-8' : 'application/octet-stream';
      return { status: 200, headers: { ...inert, 'content-type': type }, body: bytes };
    }),
  ];
}

async function evidenceNamed({ database }: Parts, id: string): Promise<EvidenceRow> {
  const uuid = parseId('evd', id);
  const row = uuid === undefined ? undefined : await evidences.find(database, uuid);
  if (row === undefined) throw errors.evidence_not_found(`there is no evidence "${id.slice(0, 64)}"`);
  return row;
}

async function manifestOf({ database }: Parts, row: EvidenceRow): Promise<Buffer> {
  const bytes = await readBlob(database, row.digest);
  if (bytes === undefined) throw errors.blob_not_found('the manifest is gone');
  return bytes;
}
