import type { OsvRecord } from '@maximus/advisories';
import type { Apv } from '@maximus/contracts';
import { newUuid } from '@maximus/kernel';
import { type Assessed, assess, signalsOf } from '@maximus/prioritisation';
import { type ApvRow, type ApvWrite, type GroupContext, reachabilityCodes, scopeCodes } from '@maximus/storage';
import type { LiveIndex } from '../live-index/live-index.ts';
import type { Parts } from '../parts.ts';
import { rollUp } from '../rules/apv-roll-up.ts';
import { deadlineOf } from '../rules/deadline.ts';
import { complexityOf, strategyOf } from '../rules/remediation.ts';
import { priorities, severityRanks, urgencyOf } from '../rules/urgency.ts';
import { type ApvAssessment, assessmentOf, wireDue } from './apv-document.ts';
import type { GroupDescription } from './describe-group.ts';
import { remediationFacts } from './remedy-facts.ts';

/** Everything that one APV is derived from. */
export interface ApvInputs {
  readonly groupKey: number;
  readonly context: GroupContext;
  /** The records by which it is weighed, and what else of them counts. */
  readonly records: readonly OsvRecord[];
  readonly inputs: ApvAssessment['inputs'];
  readonly words: Pick<GroupDescription, 'primaryId' | 'cveId' | 'summary' | 'published' | 'modified' | 'withdrawnAt'>;
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
  const { before, context, words, atMs } = inputs;
  const now = new Date(atMs).toISOString();
  const firstDetectedAt = before?.first_detected_at.toISOString() ?? now;
  const old = before && assessmentOf(before);
  const assessed = weigh(inputs, old, firstDetectedAt);
  const { assessment, severity, kind } = assessed;
  const remedy = remediationFacts(inputs.inputs.uses, context, {
    kind,
    hasPattern: inputs.inputs.has_pattern,
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
    primary_id: words.primaryId,
    cve_id: words.cveId ?? null,
    kind,
    summary: words.summary.slice(0, 1_000),
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
    assessment: assessmentDocument(parts, inputs, old, assessed, {
      remediation_complexity: complexityOf(remedy),
      recommended_strategy: strategyOf(remedy),
    }) as unknown as Record<string, unknown>,
    published: timeOf(words.published),
    modified: timeOf(words.modified) ?? now,
    processed_at: before?.processed_at.toISOString() ?? now,
    withdrawn_at: timeOf(words.withdrawnAt),
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
function weigh(inputs: ApvInputs, old: ApvAssessment | undefined, firstDetectedAt: string): Assessed {
  const { before, context, live } = inputs;
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
  const signals = live === undefined ? {} : signalsOf(live.index, inputs.inputs.cve_ids);
  return assess({
    records: inputs.records,
    kinds: inputs.inputs.uses.kinds,
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
  { before, inputs }: ApvInputs,
  old: ApvAssessment | undefined,
  { assessment }: Assessed,
  firstDetectedAt: string,
  nowAt: string,
): string | undefined {
  const wasKev = old?.kev !== undefined && assessment.kev === undefined;
  return deadlineOf({
    firstDetectedAt,
    nowAt,
    outcome: assessment.ssvc.outcome,
    isInputWithdrawn: wasKev || inputs.withdrawn_ids.some((id) => old?.inputs.withdrawn_ids.includes(id) === false),
    ...(before && old && { before: { dueAt: wireDue(before.due_at), outcome: old.ssvc.outcome } }),
  });
}

function assessmentDocument(
  { version }: Pick<Parts, 'version'>,
  inputs: ApvInputs,
  old: ApvAssessment | undefined,
  { assessment }: Assessed,
  remedy: Pick<Apv, 'remediation_complexity' | 'recommended_strategy'>,
): ApvAssessment {
  const { context, live } = inputs;
  const { cvss, kev, epss, ssvc, due_policy, priority_reasons } = assessment;
  const { exposures, scopes, reachability, hasDirect, isIncomplete, regressed } = context;
  const source = live?.index.manifest.sources.find(({ kind }) => kind !== 'kev' && kind !== 'epss');
  return {
    ...(cvss && { cvss }),
    ...(kev && { kev }),
    ...(epss && { epss }),
    ssvc,
    due_policy,
    priority_reasons,
    ...remedy,
    ...(old?.remediation_notes !== undefined && { remediation_notes: old.remediation_notes }),
    affected_services: [...context.serviceNames],
    source_feed: old?.source_feed ?? (inputs.isTest ? 'test' : (source?.id ?? 'local')),
    oraculo_version: version,
    maximus_context: old?.maximus_context ?? {},
    inputs: inputs.inputs,
    context: { exposures, scopes, reachability, hasDirect, isIncomplete, regressed },
  };
}

function reasonOf({ before, splitFrom, words }: ApvInputs, status: string): string {
  if (before === undefined) return splitFrom === undefined ? 'first match in the estate' : `split from ${splitFrom}`;
  if (status !== 'withdrawn') return 'roll-up of its findings';
  return words.withdrawnAt === undefined ? 'no finding is left' : `withdrawn on ${words.withdrawnAt}`;
}

/** A time of a record as PostgreSQL takes it; records of feeds hold anything. */
function timeOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
