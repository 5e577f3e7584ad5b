import { createHash } from 'node:crypto';
import type { NewAcceptance, ReviewPolicy } from '@maximus/contracts';
import { canonicalJson, newId, newUuid, parseId } from '@maximus/kernel';
import {
  type ApvFacts,
  acceptedComponent,
  acceptedFinding,
  apvFactsOf,
  type DecisionDocument,
  type DecisionRow,
  decisions,
  findApv,
  findProject,
  type NewDecision,
  type ProjectRow,
  priorityNames,
  type Tx,
  wireId,
} from '@maximus/storage';
import { errors } from '../errors.ts';
import type { StoredAcceptance } from '../keep/apply-acceptance.ts';
import type { Cause, Parts } from '../parts.ts';
import type { Person } from '../person.ts';
import { loadPolicy } from '../policies/load-policy.ts';
import { requiredApprovals } from '../rules/required-approvals.ts';
import type { SubjectFacts } from '../rules/subject.ts';
import { clockOf, emptyState } from './open-decision.ts';
import { scheduleTick } from './schedule.ts';
import { tell } from './tell.ts';

const priorities = ['low', 'medium', 'high', 'critical'] as const;

/**
 * Opens a decision to accept a risk or to state that a flaw does not matter here (hitl.md §3): in force once somebody else
 * approves it, and for no longer than the policy allows: `hitl.acceptance_too_long`.
 */
export async function requestAcceptance(
  parts: Parts,
  person: Person,
  asked: NewAcceptance,
  cause: Cause,
): Promise<DecisionRow> {
  if (person.userId === undefined) throw errors.not_allowed('a risk is a person’s to take: a token of nobody has none');
  return await parts.database.transaction(async (tx) => {
    const apv = await findApv(tx, { uuid: parseId('apv', asked.apv), text: asked.apv });
    const [facts] = apv === undefined ? [] : await apvFactsOf(tx, [apv.id]);
    if (facts === undefined) throw errors.subject_not_found(`there is no APV "${asked.apv}"`);
    const place = await placeOf(tx, asked, facts);
    const { policy, ref } = await loadPolicy(tx, { id: wireId('prj', place.project.id), team: place.project.team });
    const days = daysOf(policy, facts, asked.days);
    const stored: StoredAcceptance = {
      ...place.covers,
      scope: asked.scope,
      group_key: facts.group_key,
      version_range: asked.version_range ?? null,
      reason: asked.reason,
      days,
      justification: asked.justification ?? null,
      impact_statement: asked.impact_statement ?? null,
      in_kev: facts.in_kev,
    };
    const draft = draftOf(parts, { asked, facts, project: place.project, policy, ref, stored, author: person.id });
    const opened = await decisions.open(tx, draft, {
      actor: 'reviewer',
      byWhom: person.id,
      reason: asked.reason,
      atMs: parts.clock.now(),
      correlationId: draft.correlation_id,
    });
    if (opened === undefined) throw errors.already_open('a decision about it is open');
    await tell(tx, parts, { step: 'opened', row: opened, by: person, cause, reason: asked.reason, detail: { days } });
    await scheduleTick(tx, parts, opened);
    return opened;
  });
}

function daysOf({ acceptance }: ReviewPolicy, facts: ApvFacts, asked: number | undefined): number {
  const most = Math.min(
    acceptance.max_days,
    priorities[facts.priority] === 'critical' ? acceptance.critical_max_days : acceptance.max_days,
    facts.in_kev ? acceptance.kev_max_days : acceptance.max_days,
  );
  if (asked !== undefined && asked > most)
    throw errors.acceptance_too_long(`at most ${most} days for this one`, { most });
  return asked ?? Math.min(acceptance.default_days, most);
}

interface Place {
  readonly project: ProjectRow;
  readonly covers: Pick<
    StoredAcceptance,
    'project_key' | 'component_key' | 'finding_id' | 'base_ecosystem' | 'name_key'
  >;
}

/** Where it is to hold: each scope names what it needs. */
async function placeOf(tx: Tx, asked: NewAcceptance, facts: ApvFacts): Promise<Place> {
  const nothing = { project_key: null, component_key: null, finding_id: null, base_ecosystem: null, name_key: null };
  if (asked.scope === 'finding') {
    const finding = await acceptedFinding(tx, asked.finding_id ?? '', facts.group_key);
    const project = finding === undefined ? undefined : await findProject(tx, finding.project_slug);
    if (finding === undefined || project === undefined)
      throw errors.subject_not_found('there is no such finding of this APV');
    return { project, covers: { ...nothing, finding_id: finding.id } };
  }
  const project = await findProject(tx, asked.project ?? '');
  if (project === undefined) throw errors.subject_not_found('name the project by its id or slug');
  if (asked.scope === 'project') return { project, covers: { ...nothing, project_key: project.key } };
  if (asked.scope === 'apv') return { project, covers: nothing };
  const component = await acceptedComponent(tx, asked.component_id ?? '');
  if (component === undefined) throw errors.subject_not_found('there is no such component');
  if (asked.scope === 'component_version') return { project, covers: { ...nothing, component_key: component.key } };
  if (asked.version_range === undefined) throw errors.invalid_body('`component_range` needs a `version_range`');
  const { base_ecosystem, name_key } = component;
  return { project, covers: { ...nothing, base_ecosystem, name_key } };
}

interface Draft {
  readonly asked: NewAcceptance;
  readonly facts: ApvFacts;
  readonly project: ProjectRow;
  readonly policy: ReviewPolicy;
  readonly ref: string;
  readonly stored: StoredAcceptance;
  readonly author: string;
}

function draftOf(parts: Parts, { asked, facts, project, policy, ref, stored, author }: Draft): NewDecision {
  const nowMs = parts.clock.now();
  const uuid = newUuid(parts.clock);
  const priority = priorities[facts.priority] ?? 'medium';
  const apvId = wireId('apv', facts.id);
  const rung = asked.kind === 'vex' ? 'vex-not-affected' : 'manual-review';
  const subject: SubjectFacts = {
    kind: asked.kind,
    projectId: wireId('prj', project.id),
    author,
    priority,
    inKev: facts.in_kev,
    rung,
    hasDiff: false,
    verdict: undefined,
    level: undefined,
    confidence: undefined,
    prediction: undefined,
    introduced: undefined,
    largestStep: 'none',
  };
  const what = asked.kind === 'vex' ? 'not affected' : `accept for ${stored.days} days`;
  const line = `${priority} ${facts.cve_id ?? facts.primary_id} · ${what} · ${asked.reason}`;
  const document: DecisionDocument = {
    project_id: wireId('prj', project.id),
    project: project.slug,
    team: project.team,
    apv_ids: [apvId],
    patch_code: facts.code,
    patch_metadata: {
      apv_id: apvId,
      ...(facts.cve_id !== null && { cve_id: facts.cve_id }),
      package_name: stored.name_key ?? facts.primary_id,
      severity: facts.severity as DecisionDocument['patch_metadata']['severity'],
      ...(facts.cvss !== null && { cvss_score: facts.cvss }),
      cwe_ids: [...facts.cwe_ids],
      affected_systems: project.services.slice(0, 50),
      patch_size_lines: 0,
      strategy: asked.kind === 'vex' ? 'vex_not_affected' : 'manual_review',
      rung,
      breaking: false,
    },
    why_now: line.length <= 160 ? line : `${line.slice(0, 159).toWellFormed()}…`,
    eligible: false,
    eligibility: [],
    acceptance: stored as unknown as Readonly<Record<string, unknown>>,
  };
  const rank = priorityNames.indexOf(priority);
  return {
    ...emptyState,
    id: uuid,
    subject_kind: asked.kind,
    // One question at a time about the same risk in the same place.
    subject_id: createHash('sha256')
      .update(canonicalJson({ ...stored, reason: '', days: 0 }))
      .digest('hex')
      .slice(0, 32),
    patch_id: null,
    project_key: project.key,
    subject_digest: createHash('sha256').update(canonicalJson(stored)).digest('hex'),
    priority: rank,
    urgency: rank * 10_000 + Math.round((100 - facts.score) * 50),
    severity: facts.severity,
    required: requiredApprovals(policy, subject),
    ...clockOf(nowMs, policy.sla[priority], policy.sla.working_hours),
    author,
    policy_ref: ref,
    is_sampled: false,
    document,
    words: [facts.code, facts.primary_id, facts.cve_id ?? '', project.slug, asked.kind].join(' '),
    correlation_id: newId('evt', parts.clock),
    version: 1,
    created_at: new Date(nowMs),
    updated_at: new Date(nowMs),
  };
}
