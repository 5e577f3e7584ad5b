import { z } from 'zod';
import { ApvStatus } from '../apv/index.ts';
import { Epss, Kev } from '../assessment.ts';
import { AdvisoryKind, Priority, Severity } from '../vocabulary.ts';
import { Time } from '../wire/index.ts';
import { defineEndpoint } from './endpoint.ts';

const count = z.number().int().nonnegative();

/** Counters of the estate and of every scan together (oraculo.md §5). */
export const OraculoStats = z.strictObject({
  projects: count,
  projects_ok: count,
  components: count,
  apvs: count,
  /** Findings that are still to be dealt with. */
  open_findings: count,
  scans: z.strictObject({
    total: count,
    by_state: z.record(z.string(), count),
    packages_scanned: count,
    vulnerabilities_fetched: count,
    relevant_matches: count,
    filtered: count,
    apvs_generated: count,
    published: count,
    failed: count,
    could_not_check: count,
    new: count,
    resolved: count,
  }),
  last_scan_at: Time.optional(),
  /** Absent while there is no index. */
  index: z
    .strictObject({
      generation: count,
      digest: z.string(),
      built_at: Time,
      records: count,
      matched_generation: count.optional(),
      /** It holds the sample of a first start only: most projects cannot be checked with it. */
      sample: z.boolean(),
    })
    .optional(),
  generated_at: Time,
});
export type OraculoStats = z.infer<typeof OraculoStats>;

export const getStats = defineEndpoint({
  id: 'getStats',
  method: 'GET',
  path: '/api/oraculo/stats',
  summary: 'Counters of the estate, of all scans, and the live generation; at most 10 s old',
  tag: 'Oráculo',
  access: { role: 'viewer', scopes: ['metrics:read'] },
  answers: { 200: OraculoStats },
});

const bySeverity = z.strictObject({
  critical: count,
  high: count,
  medium: count,
  low: count,
  none: count,
  unknown: count,
});
const byPriority = z.strictObject({ critical: count, high: count, medium: count, low: count });

/** Windows of a trend: hours for the first two, days for the others. */
export const TrendRange = z.enum(['24h', '7d', '30d', '90d']);
export type TrendRange = z.infer<typeof TrendRange>;

/** How the estate, or one project, went over time. */
export const Trends = z.strictObject({
  range: TrendRange,
  bucket: z.enum(['hour', 'day']),
  /** APVs for the estate; findings for one project. */
  of: z.enum(['apvs', 'findings']),
  points: z.array(
    z.strictObject({
      /** Start of the bucket, UTC. */
      at: Time,
      /** Detected in it, and of what severity they are. */
      detected: count,
      detected_by_severity: bySeverity,
      /** Left the open states in it. */
      closed: count,
      /** Open at its end, by the priority that each has now. */
      open_by_priority: byPriority,
    }),
  ),
  generated_at: Time,
});
export type Trends = z.infer<typeof Trends>;

export const getTrends = defineEndpoint({
  id: 'getTrends',
  method: 'GET',
  path: '/api/oraculo/trends',
  summary: 'What came, what went and what was open over time, for the estate or one project; at most a minute old',
  tag: 'Oráculo',
  access: { role: 'viewer', scopes: ['metrics:read'] },
  query: z.strictObject({ range: TrendRange.default('30d'), project: z.string().max(128).optional() }),
  answers: { 200: Trends },
});

/** One thing that a search found. */
export const SearchHit = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('project'), id: z.string(), slug: z.string(), name: z.string(), link: z.string() }),
  z.strictObject({
    kind: z.literal('component'),
    id: z.string(),
    purl: z.string(),
    name: z.string(),
    ecosystem: z.string(),
    version: z.string().optional(),
    link: z.string(),
  }),
  z.strictObject({
    kind: z.literal('apv'),
    id: z.string(),
    code: z.string(),
    primary_id: z.string(),
    summary: z.string(),
    severity: Severity,
    priority: Priority,
    status: ApvStatus,
    link: z.string(),
  }),
  z.strictObject({
    kind: z.literal('advisory'),
    id: z.string(),
    primary_id: z.string(),
    summary: z.string(),
    /** Whether the estate has met it. */
    apv_id: z.string().optional(),
    link: z.string(),
  }),
]);
export type SearchHit = z.infer<typeof SearchHit>;

/** Everything at once, best first within each kind: ids and aliases by prefix, names by prefix, summaries by words. */
export const search = defineEndpoint({
  id: 'search',
  method: 'GET',
  path: '/api/search',
  summary: 'Search projects, components, APVs and advisories',
  tag: 'Search',
  access: { role: 'viewer' },
  query: z.strictObject({
    q: z.string().trim().min(1).max(200),
    kind: z.enum(['project', 'component', 'apv', 'advisory']).optional(),
    /** Of each kind. */
    limit: z.coerce.number().int().min(1).max(50).default(10),
  }),
  answers: { 200: z.strictObject({ q: z.string(), hits: z.array(SearchHit) }) },
});

/** An advisory of the live index with what surrounds it. */
export const AdvisoryAnswer = z.strictObject({
  id: z.string(),
  /** As received, in OSV's form. */
  record: z.record(z.string(), z.unknown()),
  kind: AdvisoryKind,
  group: z.strictObject({ primary_id: z.string(), ids: z.array(z.string()), record_ids: z.array(z.string()) }),
  kev: Kev.optional(),
  epss: Epss.optional(),
  /** Where the estate has met it. */
  apv: z.strictObject({ id: z.string(), code: z.string(), status: ApvStatus }).optional(),
  index_generation: count,
});
export type AdvisoryAnswer = z.infer<typeof AdvisoryAnswer>;

export const getAdvisory = defineEndpoint({
  id: 'getAdvisory',
  method: 'GET',
  path: '/api/oraculo/advisories/{id}',
  summary: 'An advisory of the live index by its id or any alias, whatever the case',
  tag: 'Oráculo',
  access: { role: 'viewer', scopes: ['advisories:read'] },
  params: z.strictObject({ id: z.string().min(1).max(128) }),
  answers: { 200: AdvisoryAnswer },
});
