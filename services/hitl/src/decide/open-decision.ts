import type { PolicyReason } from '@maximus/contracts';
import { formatId, newUuid, unwrap } from '@maximus/kernel';
import {
  type DecisionDocument,
  type DecisionRow,
  decisions,
  type NewDecision,
  patches,
  priorityNames,
  type Tx,
  toPatch,
  wireId,
} from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Cause, Parts } from '../parts.ts';
import { loadPolicy } from '../policies/load-policy.ts';
import { autoApprovalConditions, isSampled } from '../rules/auto-approval.ts';
import { allHold } from '../rules/reasons.ts';
import { requiredApprovals } from '../rules/required-approvals.ts';
import { whyNow } from '../rules/why-now.ts';
import { afterWorkingSeconds } from '../rules/working-time.ts';
import { type PatchSubject, patchSubject } from '../subject/patch-subject.ts';
import { cancelDecision } from './cancel-decision.ts';
import { scheduleTick } from './schedule.ts';
import { isOpen } from './state.ts';
import { takeEffect } from './take-effect.ts';
import { tell } from './tell.ts';

const atRiskShare = 0.8;
const dayMs = 86_400_000;

/**
 * Opens the decision of a patch that waits for one (apv.md §7.4): `undefined` where the patch does not wait, or where a
 * decision about this very content is open. One about other content is cancelled first; votes do not carry over. A patch
 * that the policy approves by itself is decided at once, with the same undo window.
 */
export async function openDecision(
  tx: Tx,
  parts: Parts,
  patchId: string,
  cause: Cause,
): Promise<DecisionRow | undefined> {
  const patch = await patches.lock(tx, patchId);
  if (patch === undefined) throw errors.patch_not_found(`there is no patch ${patchId}`);
  if (patch.status !== 'validated' && patch.status !== 'pending_review') return undefined;
  const subject = await patchSubject(tx, patch);
  const id = formatId('pch', patch.id);
  for (const older of await decisions.lockOfSubject(tx, subject.facts.kind, id)) {
    if (!isOpen(older.status)) continue;
    if (older.subject_digest === subject.digest) return undefined;
    await cancelDecision(tx, parts, older, { by: 'hitl', reason: 'content_changed', cause });
  }
  const nowMs = parts.clock.now();
  const policy = await loadPolicy(tx, { id: subject.facts.projectId, team: subject.team });
  const conditions = await conditionsOf(tx, policy, subject, nowMs);
  const isEligible = allHold(conditions);
  const sampled = isEligible && isSampled(policy.policy.auto_approval.sample_rate, subject.digest);
  const opened = await decisions.open(tx, draftOf(parts, subject, { policy, conditions, isEligible, sampled }), {
    actor: 'hitl',
    reason: 'the patch is ready for review',
    atMs: nowMs,
    correlationId: patch.correlation_id,
  });
  if (opened === undefined) return undefined;
  const decisionId = formatId('dec', opened.id);
  if (patch.status === 'validated') {
    unwrap(
      await patches.transition(tx, patch.id, {
        to: 'pending_review',
        actor: 'hitl',
        reason: 'it waits for people',
        atMs: nowMs,
        correlationId: patch.correlation_id,
        causationId: cause.id,
        set: { decision_id: decisionId },
      }),
    );
  } else await patches.note(tx, patch.id, { decision_id: decisionId }, nowMs);
  await tell(tx, parts, { step: 'opened', row: opened, by: 'hitl', cause, detail: { conditions } });
  if (!isEligible || sampled) {
    await scheduleTick(tx, parts, opened);
    return opened;
  }
  return await takeEffect(tx, parts, opened, {
    status: 'auto_approved',
    by: { policy: policy.ref },
    windowSeconds: policy.policy.undo_window_seconds,
    set: {},
    detail: { conditions },
    reason: 'every condition of auto-approval holds',
    cause,
  });
}

/** The conditions of auto-approval now; approvals of one policy are counted one after the other, so that its cap holds. */
async function conditionsOf(
  tx: Tx,
  { policy, id }: Awaited<ReturnType<typeof loadPolicy>>,
  subject: PatchSubject,
  nowMs: number,
): Promise<readonly PolicyReason[]> {
  if (!policy.auto_approval.enabled) return autoApprovalConditions(policy, subject.facts, { nowMs, approvedToday: 0 });
  await decisions.lockPolicy(tx, id);
  const approvedToday = await decisions.autoApprovedSince(tx, id, Math.floor(nowMs / dayMs) * dayMs);
  return autoApprovalConditions(policy, subject.facts, { nowMs, approvedToday });
}

interface Judged {
  readonly policy: Awaited<ReturnType<typeof loadPolicy>>;
  readonly conditions: readonly PolicyReason[];
  readonly isEligible: boolean;
  readonly sampled: boolean;
}

function draftOf(parts: Parts, subject: PatchSubject, judged: Judged): NewDecision {
  const { patch, facts, metadata, wargaming, apvs } = subject;
  const { policy, ref } = judged.policy;
  const nowMs = parts.clock.now();
  const target = policy.sla[facts.priority];
  const wire = toPatch(patch);
  const [worst] = apvs;
  const line = whyNow(
    {
      priority: facts.priority,
      id: patch.cve_ids[0] ?? patch.primary_ids[0] ?? patch.code,
      inKev: facts.inKev,
      epss: worst?.epss ?? null,
      dueAtMs: worst?.due_at instanceof Date ? worst.due_at.getTime() : undefined,
      verdict: facts.verdict,
      package: packageName(patch.package),
      hasDiff: facts.hasDiff,
      retiresOverride: patch.kind === 'retire_override',
    },
    nowMs,
  );
  const document: DecisionDocument = {
    project_id: wire.project_id,
    project: wire.project,
    team: subject.team,
    apv_ids: patch.apv_ids.map((id) => wireId('apv', id)),
    patch_code: patch.code,
    patch_metadata: metadata,
    ...(wargaming && { wargaming_result: wargaming }),
    why_now: line,
    eligible: judged.isEligible,
    eligibility: judged.conditions,
  };
  const rank = priorityNames.indexOf(facts.priority);
  const id = newUuid(parts.clock);
  return {
    ...emptyState,
    id,
    subject_kind: facts.kind,
    subject_id: formatId('pch', patch.id),
    patch_id: patch.id,
    project_key: patch.project_key,
    subject_digest: subject.digest,
    priority: rank,
    urgency: rank * 10_000 + Math.round((100 - (worst?.score ?? 0)) * 50),
    severity: metadata.severity,
    required: requiredApprovals(policy, facts),
    ...clockOf(nowMs, target, policy.sla.working_hours),
    author: facts.author,
    policy_ref: ref,
    is_sampled: judged.sampled,
    document,
    words: [patch.code, patch.package, ...patch.cve_ids, ...patch.primary_ids, wire.project, patch.rung].join(' '),
    correlation_id: patch.correlation_id,
    version: 1,
    created_at: new Date(nowMs),
    updated_at: new Date(nowMs),
  };
}

/** The marks of a clock that starts now. */
export function clockOf(
  nowMs: number,
  targetSeconds: number,
  hours: Parameters<typeof afterWorkingSeconds>[2],
): Pick<NewDecision, 'sla_target_seconds' | 'sla_at_risk_at' | 'sla_breach_at'> {
  return {
    sla_target_seconds: targetSeconds,
    sla_at_risk_at: new Date(afterWorkingSeconds(nowMs, targetSeconds * atRiskShare, hours)),
    sla_breach_at: new Date(afterWorkingSeconds(nowMs, targetSeconds, hours)),
  };
}

/** What is the same of every decision that has just opened. */
export const emptyState = {
  status: 'pending',
  votes: [],
  effect: 'none',
  effect_at: null,
  decided_by: null,
  decided_via: null,
  decided_at: null,
  comment: null,
  reason: null,
  requires_escalation: false,
  sla_told: 0,
  sla_left_seconds: null,
  paused_seconds: 0,
  snoozed: false,
  snoozed_at: null,
  snooze_until: null,
  snooze_condition: null,
  snoozed_by: null,
  assignee: null,
  is_break_glass: false,
  bulk_id: null,
  undone_count: 0,
} as const satisfies Partial<NewDecision>;

function packageName(purl: string): string {
  const name = /^pkg:[^/]+\/(.+)$/.exec(purl)?.[1];
  return name === undefined ? purl : decodeURIComponentSafely(name);
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
