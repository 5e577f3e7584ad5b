import type { OsvRecord } from '@maximus/advisories';
import type { Apv } from '@maximus/contracts';
import { newUuid } from '@maximus/kernel';
import { type Assessed, assess, signalsOf } from '@maximus/prioritisation';
import { type ApvRow, type ApvWrite, type GroupContext, reachabilityCodes, scopeCodes, wireId } from '@maximus/storage';
import type { LiveIndex } from '../live-index/live-index.ts';
import type { Parts } from '../parts.ts';
import { rollUp } from '../rules/apv-roll-up.ts';
import { deadlineOf } from '../rules/deadline.ts';
import { complexityOf, strategyOf } from '../rules/remediation.ts';
import { priorities, severityRanks, urgencyOf } from '../rules/urgency.ts';
import type { ApvDocument } from './apv-document.ts';
import { wireDue } from './apv-document.ts';
import type { GroupDescription } from './describe-group.ts';
import { remediationFacts, type UseFacts } from './remedy-facts.ts';

/** Everything that one APV is derived from. */
export interface ApvInputs {
  readonly groupKey: number;
  /** UUID of the alias group. */
  readonly groupId: string;
  readonly context: GroupContext;
  readonly description: GroupDescription;
  readonly uses: UseFacts;
  readonly before: ApvRow | undefined;
  /** For a new one. */
  readonly code: string;
  readonly atMs: number;
  readonly correlationId: string;
  readonly live: LiveIndex | undefined;
  readonly isTest: boolean;
  readonly splitFrom: string | undefined;
}

/** Everything of an APV that follows from its records and its findings; pure but for the id of a new one (apv.md §5–§6). */
export function deriveApv(parts: Pick<Parts, 'clock' | 'version'>, inputs: ApvInputs): ApvWrite {
  const { before, context, description, atMs } = inputs;
  const now = new Date(atMs).toISOString();
  const firstDetectedAt = before?.first_detected_at.toISOString() ?? now;
  const old = before?.document as unknown as ApvDocument | undefined;
  const assessed = assessmentOf(inputs, old, firstDetectedAt);
  const { assessment, severity, kind } = assessed;
  const remedy = remediationFacts(inputs.uses, context, {
    kind,
    hasPattern: description.patterns.length > 0,
    breakingLikely: old?.maximus_context['breaking_changes_likely'] === true,
  });
  const status = rollUp(context.counts, false);
  const isMoved = status !== before?.status;
  const due = dueOf(inputs, old, assessed, firstDetectedAt, now);
  const isOpen = context.projects > 0;
  const isResolved = status === 'resolved';
  return {
    group_key: inputs.groupKey,
    id: before?.id ?? newUuid(parts.clock),
    code: before?.code ?? inputs.code,
    primary_id: description.primaryId,
    cve_id: description.cveId ?? null,
    kind,
    summary: description.summary.slice(0, 1_000),
    status,
    status_reason: isMoved ? reasonOf(inputs, status) : (before?.status_reason ?? null),
    status_changed_at: isMoved ? now : (before?.status_changed_at.toISOString() ?? now),
    check_state: context.isIncomplete ? 'incomplete' : 'ok',
    severity,
    severity_rank: severityRanks.indexOf(severity),
    cvss: assessment.cvss?.base_score ?? null,
    epss: assessment.epss?.probability ?? null,
    in_kev: assessment.kev !== undefined,
    priority: priorities.indexOf(assessment.priority),
    score: assessment.priority_score,
    urgency: urgencyOf(assessment.priority, assessment.priority_score),
    due_at: due ?? 'infinity',
    due_base_at: old?.ssvc.outcome === assessment.ssvc.outcome ? (before?.due_base_at?.toISOString() ?? now) : now,
    project_count: context.projects,
    service_count: context.services,
    finding_counts: context.counts,
    ecosystems: [...new Set(description.packages.map(({ ecosystem }) => ecosystem.split(':', 1).join()))].sort(),
    packages: [...new Set(description.packages.map(({ name }) => name))].sort(),
    search: searchText(description),
    document: documentOf(parts, inputs, old, assessed, {
      remediation_complexity: complexityOf(remedy),
      recommended_strategy: strategyOf(remedy),
    }) as unknown as Record<string, unknown>,
    published: timeOf(description.published),
    modified: timeOf(description.modified) ?? now,
    processed_at: before?.processed_at.toISOString() ?? now,
    withdrawn_at: timeOf(description.withdrawnAt),
    first_detected_at: firstDetectedAt,
    last_seen_at: isOpen ? now : (before?.last_seen_at.toISOString() ?? now),
    resolved_at: isResolved ? ((isMoved ? now : before?.resolved_at?.toISOString()) ?? now) : null,
    regressed: (before?.regressed ?? false) || context.regressed,
    is_test: inputs.isTest,
    correlation_id: before?.correlation_id ?? inputs.correlationId,
    version: (before?.version ?? 0) + 1,
    created_at: before?.created_at.toISOString() ?? now,
    updated_at: now,
  };
}

/** With no project affected any more the last assessment stays: there is nothing left to weigh. */
function assessmentOf(inputs: ApvInputs, old: ApvDocument | undefined, firstDetectedAt: string): Assessed {
  const { before, context, description, live, uses } = inputs;
  if (before !== undefined && old !== undefined && context.projects === 0) {
    return {
      assessment: {
        ...(old.cvss && { cvss: old.cvss }),
        ...(old.kev && { kev: old.kev }),
        ...(old.epss && { epss: old.epss }),
        ssvc: old.ssvc,
        priority: priorities[before.priority] ?? 'medium',
        priority_score: Math.round(before.score * 10) / 10,
        priority_reasons: old.priority_reasons,
        due_policy: old.due_policy,
      },
      severity: before.severity as Assessed['severity'],
      kind: before.kind as Assessed['kind'],
      unreadable: [],
    };
  }
  const signals = live === undefined ? {} : signalsOf(live.index, description.aliases);
  return assess({
    records: description.records,
    kinds: uses.kinds,
    ...signals,
    context: {
      exposures: context.exposures as ('public' | 'internal' | 'unknown')[],
      services: context.services,
      scopes: context.scopes.map((code) => scopeCodes[code] ?? 'unknown'),
      reachability: context.reachability.map((code) => reachabilityCodes[code] ?? 'unknown'),
      exploitPublic: old?.maximus_context['exploit_available'] === true,
    },
    firstDetectedAt,
  });
}

function dueOf(
  { before, description }: ApvInputs,
  old: ApvDocument | undefined,
  { assessment }: Assessed,
  firstDetectedAt: string,
  nowAt: string,
): string | undefined {
  const wasKev = old?.kev !== undefined && assessment.kev === undefined;
  const withdrawn = withdrawnIds(description.records);
  return deadlineOf({
    firstDetectedAt,
    nowAt,
    outcome: assessment.ssvc.outcome,
    isInputWithdrawn: wasKev || withdrawn.some((id) => old?.withdrawn_ids.includes(id) === false),
    ...(before && old && { before: { dueAt: wireDue(before.due_at), outcome: old.ssvc.outcome } }),
  });
}

function documentOf(
  { version }: Pick<Parts, 'version'>,
  inputs: ApvInputs,
  old: ApvDocument | undefined,
  { assessment }: Assessed,
  remedy: Pick<Apv, 'remediation_complexity' | 'recommended_strategy'>,
): ApvDocument {
  const { description, context, live } = inputs;
  const { cvss, kev, epss, ssvc, due_policy, priority_reasons } = assessment;
  const feed = inputs.isTest
    ? 'test'
    : (live?.index.manifest.sources.find(({ kind }) => kind !== 'kev' && kind !== 'epss')?.id ?? 'local');
  return {
    alias_group_id: wireId('agr', inputs.groupId),
    aliases: [...description.aliases],
    details: description.details,
    references: [...description.references],
    cwe_ids: [...description.cweIds],
    affected_packages: [...description.packages],
    ...(cvss && { cvss }),
    ...(kev && { kev }),
    ...(epss && { epss }),
    ssvc,
    due_policy,
    priority_reasons,
    ...remedy,
    ...(old?.remediation_notes !== undefined && { remediation_notes: old.remediation_notes }),
    ast_grep_patterns: [...description.patterns],
    affected_services: [...context.serviceNames],
    source_feed: old?.source_feed ?? feed,
    sources: [...description.sources],
    oraculo_version: version,
    maximus_context: old?.maximus_context ?? {},
    related: [...description.related],
    record_ids: description.records.map(({ id }) => id),
    withdrawn_ids: withdrawnIds(description.records),
    uses: inputs.uses,
  };
}

function withdrawnIds(records: readonly OsvRecord[]): string[] {
  return records.filter(({ withdrawn }) => withdrawn !== undefined).map(({ id }) => id);
}

function reasonOf({ before, splitFrom, description }: ApvInputs, status: string): string {
  if (before === undefined) return splitFrom === undefined ? 'first match in the estate' : `split from ${splitFrom}`;
  if (status !== 'withdrawn') return 'roll-up of its findings';
  return description.withdrawnAt === undefined ? 'no finding is left' : `withdrawn on ${description.withdrawnAt}`;
}

function searchText({ aliases, summary, packages }: GroupDescription): string {
  return [...aliases, summary, ...packages.map(({ name }) => name)].join(' ').slice(0, 8_000);
}

/** A time of a record as PostgreSQL takes it; records of feeds hold anything. */
function timeOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
