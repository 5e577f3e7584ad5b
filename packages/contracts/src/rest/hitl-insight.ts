import { z } from 'zod';
import { AuditCheckpoint, AuditConsistency, AuditEntry, AuditInclusion, AuditKey } from '../audit/index.ts';
import {
  DecisionSummary,
  LadderOutcomes,
  MttrTrend,
  PolicyRecord,
  PolicyScope,
  ReviewPolicy,
  SlaBurn,
  SummaryRange,
} from '../review/index.ts';
import { pageOf, Time } from '../wire/index.ts';
import { defineEndpoint } from './endpoint.ts';

const tag = 'Review';

export const getDecisionSummary = defineEndpoint({
  id: 'getDecisionSummary',
  method: 'GET',
  path: '/hitl/analytics/summary',
  summary: 'How review goes: counts, times and rates, with published baselines beside them',
  tag,
  access: { role: 'viewer' },
  query: z.strictObject({ range: SummaryRange.default('24h'), project: z.string().max(128).optional() }),
  answers: { 200: DecisionSummary },
});

const courseQuery = z.strictObject({ range: SummaryRange.default('30d'), project: z.string().max(128).optional() });

export const getMttrTrend = defineEndpoint({
  id: 'getMttrTrend',
  method: 'GET',
  path: '/hitl/analytics/mttr',
  summary: 'Mean time to repair over time, by priority, with its parts, for the estate or one project',
  tag,
  access: { role: 'viewer', scopes: ['metrics:read'] },
  query: courseQuery,
  answers: { 200: MttrTrend },
});

export const getSlaBurn = defineEndpoint({
  id: 'getSlaBurn',
  method: 'GET',
  path: '/hitl/analytics/sla',
  summary: 'How much of their time first decisions used, over time, and what waits now',
  tag,
  access: { role: 'viewer', scopes: ['metrics:read'] },
  query: courseQuery,
  answers: { 200: SlaBurn },
});

export const getLadderOutcomes = defineEndpoint({
  id: 'getLadderOutcomes',
  method: 'GET',
  path: '/hitl/analytics/ladder',
  summary: 'What came of the remedies of every rung, and how often a rung was not taken',
  tag,
  access: { role: 'viewer', scopes: ['metrics:read'] },
  query: courseQuery,
  answers: { 200: LadderOutcomes },
});

/** The audit log in the request's names; newest first. */
export const listAuditLogs = defineEndpoint({
  id: 'listAuditLogs',
  method: 'GET',
  path: '/hitl/analytics/audit-logs',
  summary: 'What was done, newest first',
  tag,
  access: { role: 'viewer' },
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(1_000).default(100),
    cursor: z.string().max(1_024).optional(),
    decision_id: z.string().max(64).optional(),
    /** Id of the thing it was done to. */
    entity: z.string().max(256).optional(),
    /** One action, or every action of a part with `decision.*`. */
    action: z.string().max(128).optional(),
    user: z.string().max(64).optional(),
    from: Time.optional(),
    to: Time.optional(),
  }),
  answers: { 200: pageOf(AuditEntry) },
});

export const listAuditCheckpoints = defineEndpoint({
  id: 'listAuditCheckpoints',
  method: 'GET',
  path: '/hitl/audit/checkpoints',
  summary: 'Signed states of the log, newest first, and the keys they are signed with',
  tag,
  access: { role: 'viewer' },
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    /** Only checkpoints of a smaller size. */
    before: z.coerce.number().int().min(1).optional(),
  }),
  answers: { 200: z.object({ items: z.array(AuditCheckpoint), keys: z.array(AuditKey) }) },
});

export const getAuditProof = defineEndpoint({
  id: 'getAuditProof',
  method: 'GET',
  path: '/hitl/audit/proof/{log_id}',
  summary: 'Proof that an entry is in a signed state of the log (RFC 6962 §2.1.1)',
  tag,
  access: { role: 'viewer' },
  params: z.strictObject({ log_id: z.string().max(64) }),
  answers: { 200: AuditInclusion },
});

export const getAuditConsistency = defineEndpoint({
  id: 'getAuditConsistency',
  method: 'GET',
  path: '/hitl/audit/consistency',
  summary: 'Proof that a later state of the log only adds to an earlier one (RFC 6962 §2.1.2)',
  tag,
  access: { role: 'viewer' },
  query: z.strictObject({ from: z.coerce.number().int().min(1), to: z.coerce.number().int().min(1) }),
  answers: { 200: AuditConsistency },
});

export const exportAudit = defineEndpoint({
  id: 'exportAudit',
  method: 'GET',
  path: '/hitl/audit/export',
  summary: 'The whole log with keys and checkpoints, for `maximus audit verify`',
  tag,
  access: { role: 'operator' },
  produces: 'application/x-ndjson',
  answers: { 200: undefined },
});

export const rotateAuditKey = defineEndpoint({
  id: 'rotateAuditKey',
  method: 'POST',
  path: '/hitl/audit/rotate-key',
  summary: 'Sign the log with a new key from now on; the old key signs the new one',
  tag,
  access: { role: 'admin', scopes: ['admin'] },
  answers: { 200: AuditKey },
});

export const listReviewPolicies = defineEndpoint({
  id: 'listReviewPolicies',
  method: 'GET',
  path: '/hitl/policies',
  summary: 'The rules of review of every scope',
  tag,
  access: { role: 'admin', scopes: ['admin'] },
  answers: { 200: z.object({ items: z.array(PolicyRecord) }) },
});

export const putReviewPolicy = defineEndpoint({
  id: 'putReviewPolicy',
  method: 'PUT',
  path: '/hitl/policies',
  summary: 'Set the rules of one scope; a narrower scope may only be stricter',
  tag,
  access: { role: 'admin', scopes: ['admin'] },
  body: z.strictObject({ scope: PolicyScope, policy: ReviewPolicy }),
  answers: { 200: PolicyRecord },
});

export const getHitlHealth = defineEndpoint({
  id: 'getHitlHealth',
  method: 'GET',
  path: '/hitl/health',
  summary: 'State of review on the node that answers',
  tag,
  access: { role: 'viewer' },
  answers: {
    200: z.object({
      status: z.enum(['healthy', 'degraded', 'unhealthy']),
      checks: z.record(z.string(), z.object({ status: z.string(), detail: z.string().optional() })),
      time: Time,
    }),
  },
});

export const getHitlMetrics = defineEndpoint({
  id: 'getHitlMetrics',
  method: 'GET',
  path: '/hitl/metrics',
  summary: 'What review measures of itself, for a scraper',
  tag,
  access: { role: 'operator', scopes: ['metrics:read'] },
  produces: 'text/plain',
  answers: { 200: undefined },
});
