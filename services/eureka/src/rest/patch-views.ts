import type { EvidenceSummary, PatchDetail } from '@maximus/contracts';
import {
  deliveries,
  type EvidenceRow,
  evidences,
  type PatchRow,
  patches,
  toDelivery,
  toPatch,
  wireId,
} from '@maximus/storage';
import { digestOf } from '../delivery/release.ts';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';

/** A patch by id or code; `eureka.patch_not_found`. */
export async function patchNamed({ database }: Parts, id: string): Promise<PatchRow> {
  const row = await patches.find(database, id);
  if (row === undefined) throw errors.patch_not_found(`there is no patch "${id.slice(0, 64)}"`);
  return row;
}

/** The page of a patch. */
export async function patchDetail({ database }: Parts, row: PatchRow): Promise<PatchDetail> {
  const patch = toPatch(row);
  const delivery = await deliveries.ofPatch(database, row.id);
  const own = `/api/eureka/patches/${patch.id}`;
  return {
    ...patch,
    history: await patches.history(database, row.id),
    ...(delivery && { delivery: toDelivery(delivery) }),
    evidence: (await evidences.ofPatch(database, row.id)).map(evidenceSummary),
    subject_digest: digestOf(row),
    links: {
      self: `/api/adaptive-immunity/patches/${patch.id}`,
      ...(row.diff_digest !== null && { diff: `${own}/diff`, file: `${own}/file` }),
      ...(patch.evidence_id !== undefined && {
        evidence: `/api/eureka/evidence/${patch.evidence_id}`,
        bundle: `/api/eureka/evidence/${patch.evidence_id}/bundle`,
      }),
    },
  };
}

/** The line of an evidence. */
export function evidenceSummary(row: EvidenceRow): EvidenceSummary {
  return {
    id: wireId('evd', row.id),
    run_id: row.run_id,
    purpose: row.purpose as EvidenceSummary['purpose'],
    digest: row.digest.toString('hex'),
    ...(row.prev_digest !== null && { prev_digest: row.prev_digest }),
    verdict: row.verdict as EvidenceSummary['verdict'],
    confidence: Math.round(row.confidence * 1_000) / 1_000,
    level: row.level as EvidenceSummary['level'],
    size_bytes: Number(row.size_bytes),
    sealed_at: row.sealed_at.toISOString(),
  };
}
