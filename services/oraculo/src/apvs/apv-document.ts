import type { AffectedPackage, Apv, ApvSummary } from '@maximus/contracts';
import { type ApvRow, type ApvWithWords, type GroupContext, wireId } from '@maximus/storage';
import { priorities } from '../rules/urgency.ts';
import type { UseFacts } from './remedy-facts.ts';

/** What the records say: stored apart, and written only when they change. */
export type ApvWords = Pick<
  Apv,
  | 'alias_group_id'
  | 'aliases'
  | 'details'
  | 'references'
  | 'cwe_ids'
  | 'affected_packages'
  | 'ast_grep_patterns'
  | 'sources'
  | 'related'
>;

/** What the projects make of it: small, and written with every change of findings. */
export type ApvAssessment = Pick<
  Apv,
  | 'cvss'
  | 'kev'
  | 'epss'
  | 'ssvc'
  | 'due_policy'
  | 'priority_reasons'
  | 'remediation_complexity'
  | 'recommended_strategy'
  | 'remediation_notes'
  | 'affected_services'
  | 'source_feed'
  | 'oraculo_version'
  | 'maximus_context'
> & {
  /** What an assessment reads again: records of the group in the index, its CVEs, whether a record brings a pattern. */
  readonly inputs: {
    readonly record_ids: readonly string[];
    readonly withdrawn_ids: readonly string[];
    readonly cve_ids: readonly string[];
    readonly has_pattern: boolean;
    readonly uses: UseFacts;
  };
  /** What the affected projects said together when this was written. */
  readonly context: Pick<
    GroupContext,
    'exposures' | 'scopes' | 'reachability' | 'hasDirect' | 'isIncomplete' | 'regressed'
  >;
  readonly superseded_by?: string;
};

/** The assessment of a stored APV. */
export function assessmentOf(row: Pick<ApvRow, 'assessment'>): ApvAssessment {
  return row.assessment as unknown as ApvAssessment;
}

/** A time as the wire shows it. */
function wireTime(at: Date): string {
  return at.toISOString();
}

/** A deadline as the wire shows it: PostgreSQL's `infinity` is none. */
export function wireDue(at: Date | number): string | undefined {
  return at instanceof Date ? at.toISOString() : undefined;
}

/** `{ [key]: value }`, or nothing for null and undefined. */
function given<K extends string, V>(key: K, value: V | null | undefined): { readonly [P in K]?: V } {
  return value === null || value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}

/** A stored APV in its wire form. */
export function toApv(row: ApvWithWords): Apv {
  const words = row.document as unknown as ApvWords;
  const { inputs: _inputs, context: _context, superseded_by, ...weighed } = assessmentOf(row);
  const priority = priorities[row.priority] ?? 'medium';
  return {
    id: wireId('apv', row.id),
    code: row.code,
    primary_id: row.primary_id,
    ...given('cve_id', row.cve_id),
    summary: row.summary,
    kind: row.kind as Apv['kind'],
    severity: row.severity as Apv['severity'],
    priority,
    priority_score: Math.round(row.score * 10) / 10,
    ...words,
    ...weighed,
    affected_service_count: row.service_count,
    affected_project_count: row.project_count,
    finding_counts: row.finding_counts,
    status: row.status as Apv['status'],
    ...given('status_reason', row.status_reason),
    status_changed_at: wireTime(row.status_changed_at),
    ...given('due_at', wireDue(row.due_at)),
    check_state: row.check_state as Apv['check_state'],
    ...given('published', row.published === null ? undefined : wireTime(row.published)),
    modified: wireTime(row.modified),
    processed_at: wireTime(row.processed_at),
    ...given('withdrawn_at', row.withdrawn_at === null ? undefined : wireTime(row.withdrawn_at)),
    first_detected_at: wireTime(row.first_detected_at),
    last_seen_at: wireTime(row.last_seen_at),
    ...given('resolved_at', row.resolved_at === null ? undefined : wireTime(row.resolved_at)),
    regressed: row.regressed,
    correlation_id: row.correlation_id,
    ...given('superseded_by', superseded_by as Apv['superseded_by']),
    is_critical: priority === 'critical',
    requires_immediate_action: priority === 'critical' || priority === 'high',
    has_automated_fix: ['dependency_upgrade', 'code_patch'].includes(weighed.recommended_strategy),
    version: row.version,
    created_at: wireTime(row.created_at),
    updated_at: wireTime(row.updated_at),
  };
}

const summaryKeys = [
  'id',
  'code',
  'primary_id',
  'cve_id',
  'aliases',
  'summary',
  'kind',
  'cvss',
  'severity',
  'priority',
  'priority_score',
  'epss',
  'kev',
  'affected_services',
  'affected_service_count',
  'affected_project_count',
  'finding_counts',
  'remediation_complexity',
  'recommended_strategy',
  'status',
  'due_at',
  'check_state',
  'published',
  'modified',
  'first_detected_at',
] as const satisfies readonly (keyof Apv)[];

/** What a list shows of an APV: the three reasons that weigh most, and packages by name. */
export function toApvSummary(row: ApvWithWords): ApvSummary {
  const apv = toApv(row);
  const summary: Record<string, unknown> = {};
  for (const key of summaryKeys) if (apv[key] !== undefined) summary[key] = apv[key];
  return {
    ...summary,
    priority_reasons: topReasons(apv.priority_reasons),
    affected_packages: apv.affected_packages.map(packageSummary),
  } as ApvSummary;
}

function packageSummary({ ecosystem, name, fixed_versions }: AffectedPackage) {
  return { ecosystem, name, fixed_versions };
}

const weight: Readonly<Record<string, number>> = {
  set: 0,
  at_least: 1,
  raise: 2,
  lower: 3,
  base: 4,
  keep: 5,
  score: 6,
};

function topReasons(reasons: Apv['priority_reasons']): Apv['priority_reasons'] {
  const byWeight = [...reasons].sort((a, b) => {
    const gap = (weight[a.effect] ?? 9) - (weight[b.effect] ?? 9);
    return gap !== 0 || typeof a.value !== 'number' || typeof b.value !== 'number' ? gap : b.value - a.value;
  });
  return byWeight.slice(0, 3);
}
