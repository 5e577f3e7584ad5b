import { z } from 'zod';
import {
  Apv,
  ApvStatus,
  ApvSummary,
  FindingSummary,
  MetricsRange,
  MetricsSnapshot,
  StateChange,
} from '../apv/index.ts';
import { PatchSummary } from '../remediation/index.ts';
import { CheckState, Priority, Severity } from '../vocabulary.ts';
import { listQuery, pageOf, Time } from '../wire/index.ts';
import { defineEndpoint } from './endpoint.ts';

const tag = 'Adaptive immunity';
/** An APV id, a code, a CVE or any alias; case does not count. */
const byName = z.strictObject({ id: z.string().min(1).max(128) });
const page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1_024).optional(),
});

/** The sorts of `listApvs`; each has an index. */
export const apvSorts = ['priority', 'due_at', 'cvss', 'epss', 'detected', 'modified', 'services'] as const;
/** One of them. */
/** A sort of `listApvs`. */
export type ApvSort = (typeof apvSorts)[number];

/** What narrows a list of APVs; exports take the same. */
export const apvFilterQuery = {
  status: ApvStatus.optional(),
  priority: Priority.optional(),
  severity: Severity.optional(),
  ecosystem: z.string().max(64).optional(),
  package: z.string().max(512).optional(),
  project: z.string().max(128).optional(),
  service: z.string().max(128).optional(),
  team: z.string().max(128).optional(),
  kev: z.stringbool().optional(),
  check_state: CheckState.optional(),
  since: Time.optional(),
  q: z.string().max(200).optional(),
} as const;

/** APVs, worst first; the counts are of the whole estate. */
export const listApvs = defineEndpoint({
  id: 'listApvs',
  method: 'GET',
  path: '/api/adaptive-immunity/apvs',
  summary: 'Actionable prioritised vulnerabilities',
  tag,
  access: { role: 'viewer' },
  joins: ['adaptive-immunity'],
  query: listQuery(apvSorts).extend(apvFilterQuery),
  answers: {
    200: pageOf(ApvSummary).extend({
      counts: z.strictObject({
        status: z.record(z.string(), z.number().int()),
        priority: z.record(z.string(), z.number().int()),
      }),
      check_state: CheckState,
    }),
  },
});

/** An APV with what surrounds it. */
export const ApvWithContext = Apv.extend({
  findings: z.array(FindingSummary),
  history: z.array(StateChange),
  patches: z.array(PatchSummary),
  links: z.record(z.string(), z.string()),
});
export type ApvWithContext = z.infer<typeof ApvWithContext>;

export const getApv = defineEndpoint({
  id: 'getApv',
  method: 'GET',
  path: '/api/adaptive-immunity/apvs/{id}',
  summary: 'One APV by id, code, CVE or any alias; a merged one answers 308',
  tag,
  access: { role: 'viewer' },
  joins: ['adaptive-immunity'],
  params: byName,
  answers: { 200: ApvWithContext, 308: undefined },
});

export const listApvFindings = defineEndpoint({
  id: 'listApvFindings',
  method: 'GET',
  path: '/api/adaptive-immunity/apvs/{id}/findings',
  summary: 'The findings of an APV',
  tag,
  access: { role: 'viewer' },
  params: byName,
  query: page,
  answers: { 200: pageOf(FindingSummary), 308: undefined },
});

export const listApvHistory = defineEndpoint({
  id: 'listApvHistory',
  method: 'GET',
  path: '/api/adaptive-immunity/apvs/{id}/history',
  summary: 'How the state of an APV changed, newest first',
  tag,
  access: { role: 'viewer' },
  params: byName,
  query: page,
  answers: { 200: pageOf(StateChange), 308: undefined },
});

/** Why an advisory holds or does not hold for what a project uses. */
export const WhyAnswer = z.strictObject({
  apv_id: z.string(),
  primary_id: z.string(),
  project_id: z.string(),
  generation: z.number().int(),
  in_use: z.boolean(),
  components: z.array(
    z.strictObject({
      purl: z.string(),
      verdict: z.enum(['matched', 'not_matched', 'undecided']),
      advisories: z.array(
        z.strictObject({
          id: z.string(),
          verdict: z.enum(['matched', 'not_matched', 'undecided']),
          reason: z.string(),
          text: z.string(),
        }),
      ),
      /** Status of the finding, with what was decided about it. */
      status: z.string().optional(),
      note: z.string().optional(),
    }),
  ),
});
export type WhyAnswer = z.infer<typeof WhyAnswer>;

export const explainApv = defineEndpoint({
  id: 'explainApv',
  method: 'GET',
  path: '/api/adaptive-immunity/apvs/{id}/why/{project_id}',
  summary: 'Why an APV matches a project, or why not',
  tag,
  access: { role: 'viewer' },
  params: byName.extend({ project_id: z.string().min(1).max(128) }),
  answers: { 200: WhyAnswer, 308: undefined },
});

export const getMetrics = defineEndpoint({
  id: 'getMetrics',
  method: 'GET',
  path: '/api/adaptive-immunity/metrics',
  summary: 'How fast the loop turns; cached for five minutes, see Age',
  tag,
  access: { role: 'viewer', scopes: ['metrics:read'] },
  query: z.strictObject({ range: MetricsRange.default('24h') }),
  answers: { 200: MetricsSnapshot },
});
