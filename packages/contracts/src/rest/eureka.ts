import { z } from 'zod';
import {
  DeliveryRecord,
  EvidenceManifest,
  Patch,
  PatchId,
  PatchKind,
  PatchStatus,
  PatchStrategy,
  PatchSummary,
  RemedyPlan,
  Rung,
  SandboxLevel,
  Verdict,
} from '../remediation/index.ts';
import { listQuery, pageOf, Time } from '../wire/index.ts';
import { defineEndpoint } from './endpoint.ts';

const tag = 'Adaptive immunity';
const reads = { role: 'viewer' } as const;
const acts = { role: 'operator', scopes: ['remediate'] } as const;
const byId = z.strictObject({ id: z.string().max(64) });
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();

/** The sorts of `listPatches`; each has an index. */
export const patchSortNames = ['created', 'updated', 'priority'] as const;

/** Patches, newest first unless a sort says otherwise. */
export const listPatches = defineEndpoint({
  id: 'listPatches',
  method: 'GET',
  path: '/api/adaptive-immunity/patches',
  summary: 'Patches',
  tag,
  access: reads,
  joins: ['adaptive-immunity'],
  query: listQuery(patchSortNames).extend({
    status: PatchStatus.optional(),
    /** Id or slug. */
    project: z.string().max(128).optional(),
    /** APV id, code, CVE or alias. */
    apv: z.string().max(128).optional(),
    finding: z.string().max(64).optional(),
    /** Patches of one release in several projects, by the `campaign_id` of one of them. */
    campaign: z.string().max(64).optional(),
    strategy: PatchStrategy.optional(),
    rung: Rung.optional(),
    kind: PatchKind.optional(),
    verdict: Verdict.optional(),
  }),
  answers: { 200: pageOf(PatchSummary) },
});

/** Evidence of a patch as its page lists it. */
export const EvidenceSummary = z.strictObject({
  id: z.string(),
  run_id: z.string(),
  purpose: z.enum(['validate', 'reverify']),
  digest,
  prev_digest: z.string().optional(),
  verdict: Verdict,
  confidence: z.number(),
  level: SandboxLevel,
  size_bytes: count,
  sealed_at: Time,
});
export type EvidenceSummary = z.infer<typeof EvidenceSummary>;

/** A patch with all that hangs on it. */
export const PatchDetail = Patch.extend({
  delivery: DeliveryRecord.optional(),
  evidence: z.array(EvidenceSummary),
  /** What a decision about it is bound to now. */
  subject_digest: digest,
  links: z.record(z.string(), z.string()),
});
export type PatchDetail = z.infer<typeof PatchDetail>;

export const getPatch = defineEndpoint({
  id: 'getPatch',
  method: 'GET',
  path: '/api/adaptive-immunity/patches/{id}',
  summary: 'One patch, by id or code',
  tag,
  access: reads,
  joins: ['adaptive-immunity'],
  params: byId,
  answers: { 200: PatchDetail },
});

/** Lines per page of a diff (eureka.md §7). */
export const diffPageLines = 2_000;

export const getPatchDiff = defineEndpoint({
  id: 'getPatchDiff',
  method: 'GET',
  path: '/api/eureka/patches/{id}/diff',
  summary: 'The unified diff of a patch, 2,000 lines at a time',
  tag,
  access: reads,
  params: byId,
  query: z.strictObject({ page: z.coerce.number().int().min(1).max(100_000).default(1) }),
  answers: {
    200: z.strictObject({
      patch_id: PatchId,
      digest,
      page: count,
      pages: count,
      lines: count,
      /** Lines of this page with their line feeds. */
      diff: z.string(),
    }),
  },
});

export const downloadPatchFile = defineEndpoint({
  id: 'downloadPatchFile',
  method: 'GET',
  path: '/api/eureka/patches/{id}/file',
  summary: 'The patch as a file that `git apply` takes; there whatever the forge does',
  tag,
  access: reads,
  params: byId,
  answers: { 200: undefined },
  produces: 'text/x-diff',
});

export const getPatchEvidence = defineEndpoint({
  id: 'getPatchEvidence',
  method: 'GET',
  path: '/api/eureka/patches/{id}/evidence',
  summary: 'Every evidence of a patch, first sealed first',
  tag,
  access: reads,
  params: byId,
  answers: { 200: z.strictObject({ items: z.array(EvidenceSummary) }) },
});

export const getEvidence = defineEndpoint({
  id: 'getEvidence',
  method: 'GET',
  path: '/api/eureka/evidence/{id}',
  summary: 'The manifest of an evidence bundle, exactly as it was sealed',
  tag,
  access: reads,
  params: byId,
  answers: { 200: EvidenceManifest },
});

export const downloadEvidence = defineEndpoint({
  id: 'downloadEvidence',
  method: 'GET',
  path: '/api/eureka/evidence/{id}/bundle',
  summary: 'An evidence bundle as .tar.zst, for `maximus evidence verify`',
  tag,
  access: reads,
  params: byId,
  answers: { 200: undefined },
  produces: 'application/zstd',
});

export const getEvidenceBlob = defineEndpoint({
  id: 'getEvidenceBlob',
  method: 'GET',
  path: '/api/eureka/evidence/{id}/blobs/{sha256}',
  summary: 'One file of an evidence bundle, by its digest',
  tag,
  access: reads,
  params: byId.extend({ sha256: digest }),
  answers: { 200: undefined },
  produces: 'application/octet-stream',
});

/** What is asked of a run; a plan is a dry run whose patches nobody makes. */
const remediation = z.strictObject({
  /** Id or slug; every affected project where absent. */
  project_id: z.string().max(128).optional(),
  rungs: z.array(Rung).min(1).max(10).optional(),
  mode: z.enum(['plan', 'auto']).default('auto'),
});
/** Runs are under way; `patch_ids` are those that are there already. */
const remediating = z.strictObject({
  patch_ids: z.array(PatchId),
  /** Projects in which a run was asked for. */
  projects: z.array(z.string()),
  /** With mode `plan`: what would be done. */
  plans: z.array(z.strictObject({ project: z.string(), plans: z.array(RemedyPlan) })).optional(),
});

export const remediateApv = defineEndpoint({
  id: 'remediateApv',
  method: 'POST',
  path: '/api/adaptive-immunity/apvs/{id}/remediate',
  summary: 'Make remedies for an APV now, or plan them',
  tag,
  access: acts,
  params: byId.extend({ id: z.string().max(128) }),
  body: remediation,
  answers: { 202: remediating },
  limit: 'remediate',
});

export const remediateByEureka = defineEndpoint({
  ...remediateApv,
  id: 'remediateByEureka',
  path: '/api/eureka/remediate/{id}',
});

export const planFinding = defineEndpoint({
  id: 'planFinding',
  method: 'GET',
  path: '/api/eureka/plan/{id}',
  summary: 'What would be done about a finding, rung by rung, and why not the others; nothing is made',
  tag,
  access: reads,
  params: byId,
  answers: { 200: z.strictObject({ finding_id: z.string(), plans: z.array(RemedyPlan) }) },
  limit: 'remediate',
});

const reasoned = z.strictObject({ reason: z.string().min(1).max(500).optional() });

export const revalidatePatch = defineEndpoint({
  id: 'revalidatePatch',
  method: 'POST',
  path: '/api/eureka/patches/{id}/revalidate',
  summary: 'Make and prove a patch anew; this one is superseded',
  tag,
  access: acts,
  params: byId,
  body: reasoned,
  answers: { 202: Patch.omit({ history: true }) },
  limit: 'remediate',
});

export const cancelPatch = defineEndpoint({
  id: 'cancelPatch',
  method: 'POST',
  path: '/api/eureka/patches/{id}/cancel',
  summary: 'Cancel a patch that was not approved yet',
  tag,
  access: acts,
  params: byId,
  body: reasoned,
  answers: { 200: Patch.omit({ history: true }) },
});

export const rollBackPatch = defineEndpoint({
  id: 'rollBackPatch',
  method: 'POST',
  path: '/api/eureka/patches/{id}/rollback',
  summary: 'Make a patch that takes a delivered one back; it goes through review like any other',
  tag,
  access: acts,
  params: byId,
  body: reasoned,
  answers: { 202: Patch.omit({ history: true }) },
  limit: 'remediate',
});

export const retryDelivery = defineEndpoint({
  id: 'retryDelivery',
  method: 'POST',
  path: '/api/eureka/deliveries/{id}/retry',
  summary: 'Try a failed delivery again at once',
  tag,
  access: acts,
  params: byId,
  answers: { 202: DeliveryRecord },
});

/** Deliveries that wait for their merge, or that failed. */
export const listPullRequests = defineEndpoint({
  id: 'listPullRequests',
  method: 'GET',
  path: '/api/eureka/pull-requests',
  summary: 'Open deliveries, and those that failed',
  tag,
  access: reads,
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
  answers: { 200: z.strictObject({ items: z.array(DeliveryRecord) }) },
});

/** Patches that came to their end, newest first. */
export const listPatchHistory = defineEndpoint({
  id: 'listPatchHistory',
  method: 'GET',
  path: '/api/eureka/history',
  summary: 'Patches that came to their end, newest first',
  tag,
  access: reads,
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().max(1_024).optional(),
  }),
  answers: { 200: pageOf(PatchSummary) },
});

/** Counters of Eureka. */
export const EurekaStats = z.strictObject({
  patches: z.partialRecord(PatchStatus, count),
  deliveries: z.record(z.string(), count),
  verdicts: z.partialRecord(Verdict, count),
  generated_at: Time,
});
export type EurekaStats = z.infer<typeof EurekaStats>;

export const getEurekaStats = defineEndpoint({
  id: 'getEurekaStats',
  method: 'GET',
  path: '/api/eureka/stats',
  summary: 'Patches by state, deliveries by state, verdicts of the arena',
  tag,
  access: { role: 'viewer', scopes: ['metrics:read'] },
  answers: { 200: EurekaStats },
});

/** What a forge tells; believed only after its signature, and then only as a reason to look. */
export const receiveForgeWebhook = defineEndpoint({
  id: 'receiveForgeWebhook',
  method: 'POST',
  path: '/api/eureka/webhooks/{project}',
  summary: 'Webhook of the forge of a project, by its id or slug; signed by the forge',
  tag,
  access: { role: 'open' },
  params: z.strictObject({ project: z.string().max(128) }),
  bodyKind: 'raw',
  maxBodyBytes: 5 * 1024 * 1024,
  answers: { 202: z.strictObject({ taken: z.boolean() }) },
  limit: 'incoming_webhooks',
  onlyAsks: true,
});
