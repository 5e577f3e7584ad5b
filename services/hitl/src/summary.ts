import { type DecisionSummary, publishedBaselines, type SummaryRange } from '@maximus/contracts';
import { type DecisionFigures, findProject, priorityNames, reviewFigures, wireId } from '@maximus/storage';
import type { Parts } from './parts.ts';

const hourMs = 3_600_000;
/** How far a range looks back, and the step of its course. */
export const windows: Readonly<
  Record<SummaryRange, { readonly ms?: number; readonly step: 'minute' | 'hour' | 'day' }>
> = {
  '1h': { ms: hourMs, step: 'minute' },
  '24h': { ms: 24 * hourMs, step: 'hour' },
  '7d': { ms: 168 * hourMs, step: 'hour' },
  '30d': { ms: 720 * hourMs, step: 'day' },
  all: { step: 'day' },
};

/** How review goes over a window (hitl.md §6); every rate says how many records it rests on. */
export async function decisionSummary(
  { database, clock }: Parts,
  range: SummaryRange,
  project: string | undefined,
): Promise<DecisionSummary> {
  const nowMs = clock.now();
  const { ms, step } = windows[range];
  const scope = {
    since: ms === undefined ? undefined : new Date(nowMs - ms),
    projectKey: project === undefined ? undefined : ((await findProject(database, project))?.key ?? -1),
  };
  const [whole, projects, pending, mttr, points] = await Promise.all([
    reviewFigures.whole(database, scope),
    reviewFigures.byProject(database, scope),
    reviewFigures.pendingByPriority(database, scope),
    reviewFigures.mttrByPriority(database, scope),
    reviewFigures.overTime(database, scope, step),
  ]);
  return {
    ...figuresOf(whole),
    ml_accuracy: share(whole.agreed, whole.compared),
    ml_true_accuracy: share(whole.truly_right, whole.truly_compared),
    sla_breach_rate: share(whole.breached, whole.clocked),
    undo_rate: share(whole.undone, whole.decided_ever),
    by_priority: {
      critical: pending[0] ?? 0,
      high: pending[1] ?? 0,
      medium: pending[2] ?? 0,
      low: pending[3] ?? 0,
    },
    mttr_by_priority: Object.fromEntries([...mttr].map(([rank, seconds]) => [priorityNames[rank] ?? 'low', seconds])),
    oldest_pending_seconds:
      whole.oldest_pending_at === null ? null : Math.max(0, (nowMs - whole.oldest_pending_at.getTime()) / 1_000),
    human_policy_disagreement_rate: share(whole.sampled_against, whole.sampled),
    by_project: projects.map((row) => ({
      ...figuresOf(row),
      project_id: wireId('prj', row.project_uuid),
      project: row.project,
    })),
    over_time: points.map(({ at, opened, decided, median_seconds }) => ({
      at: at.toISOString(),
      opened,
      decided,
      median_decision_time_seconds: median_seconds,
    })),
    baselines: publishedBaselines,
    range,
    generated_at: new Date(nowMs).toISOString(),
    n: {
      decision_time: whole.timed,
      ml_accuracy: whole.compared,
      ml_true_accuracy: whole.truly_compared,
      sla_breach_rate: whole.clocked,
      undo_rate: whole.decided_ever,
      merge_rate: whole.settled,
      build_break_rate: whole.merged,
      verified_rate: whole.merged,
      human_policy_disagreement_rate: whole.sampled,
    },
  };
}

function figuresOf(row: DecisionFigures) {
  return {
    total_patches: row.total,
    pending: row.pending,
    approved: row.approved,
    rejected: row.rejected,
    auto_approved: row.auto_approved,
    escalated: row.escalated,
    cancelled: row.cancelled,
    avg_decision_time_seconds: row.avg_seconds,
    median_decision_time_seconds: row.median_seconds,
    p95_decision_time_seconds: row.p95_seconds,
    merge_rate: share(row.merged, row.settled),
    build_break_rate: share(row.broken, row.merged),
    verified_rate: share(row.verified, row.merged),
    mttr_seconds: row.mttr_seconds === null ? null : Math.max(0, row.mttr_seconds),
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
