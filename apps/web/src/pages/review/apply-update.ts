import type { DecisionRecord, DecisionState, DecisionUpdate, PendingPatch } from '@maximus/contracts';

/** A row of the queue; `outcome` says that it no longer waits, and how that came. */
export interface QueueRow extends PendingPatch {
  readonly outcome?: Outcome | undefined;
}

/** How a decision ended, and until when its row stays where it was. */
export interface Outcome {
  readonly decision: DecisionState;
  readonly by: string | undefined;
  /** The same by its id. */
  readonly byId: string | undefined;
  readonly effect: string;
  readonly effectAtMs: number | undefined;
  readonly keepUntilMs: number;
}

/** Milliseconds that a row stays which somebody else decided: long enough to read who it was. */
const readableMs = 6_000;
const states: ReadonlySet<string> = new Set([
  'pending',
  'approved',
  'rejected',
  'auto_approved',
  'escalated',
  'cancelled',
] satisfies DecisionState[]);

/** Whether a decision of this state waits for people. */
export function waits(decision: string): boolean {
  return decision === 'pending' || decision === 'escalated';
}

/** A row after an update; the same row where the update is older or of another decision (gateway.md §9). */
export function applyUpdate(row: QueueRow, update: DecisionUpdate, nowMs: number): QueueRow {
  const isOlder = update.version <= row.version;
  if (row.decision_id !== update.decision_id || isOlder || !states.has(update.decision)) return row;
  const decision = update.decision as DecisionState;
  const effectAtMs = update.effect_at == null ? undefined : Date.parse(update.effect_at);
  const { outcome: _, ...rest } = row;
  const next: QueueRow = {
    ...rest,
    decision,
    approvals: update.approvals,
    required_approvals: update.required_approvals,
    version: update.version,
  };
  if (waits(decision)) return next;
  const outcome = {
    decision,
    by: update.decided_by_name ?? update.decided_by ?? undefined,
    byId: update.decided_by ?? undefined,
    effect: update.effect,
    effectAtMs,
    keepUntilMs: Math.max(nowMs + readableMs, effectAtMs ?? 0),
  };
  return { ...next, outcome };
}

/** What a decision's own answer says, in the words of a frame. */
export function updateOf(record: DecisionRecord): DecisionUpdate {
  return {
    decision_id: record.decision_id,
    patch_id: record.patch_id ?? null,
    decision: record.decision,
    decided_by: record.decided_by ?? null,
    decided_by_name: deciderOf(record) ?? null,
    approvals: approvalsOf(record),
    required_approvals: record.required_approvals,
    effect: record.effect,
    effect_at: record.effect_at ?? null,
    version: record.version,
  };
}

/** How many have approved. */
export function approvalsOf(record: Pick<DecisionRecord, 'votes'>): number {
  return record.votes.filter(({ vote }) => vote === 'approve').length;
}

/** Who decided, by name; the policy's id where nobody did. */
export function deciderOf(record: Pick<DecisionRecord, 'votes' | 'decided_by'>): string | undefined {
  return record.votes.findLast(({ user_id }) => user_id === record.decided_by)?.user ?? record.decided_by;
}
