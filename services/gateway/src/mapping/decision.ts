import type { EventEnvelope } from '@maximus/contracts';
import { type Data, number, object, pick, type Routed, routed, tagsOf, text } from './draft.ts';

/** `decision.*` → `hitl`: an opened one as a row of the queue, every other change as an update (hitl.md §8). */
export function mapDecision(event: EventEnvelope): readonly Routed[] {
  const decision = object(event.data, 'decision');
  const id = text(decision, 'decision_id') ?? text(decision, 'id');
  if (id === undefined) return [];
  const pending = object(event.data, 'pending_patch');
  const row = Object.keys(pending).length > 0 ? pending : decision;
  const opened = event.type === 'decision.opened';
  return [
    routed('hitl', event, {
      type: opened ? 'new_patch' : 'decision_update',
      data: opened ? row : update(id, decision),
      key: id,
      tags: tagsOf({ priority: text(decision, 'priority'), project: text(decision, 'project_id') }),
    }),
  ];
}

function update(id: string, decision: Data): Data {
  const votes = Array.isArray(decision['votes']) ? (decision['votes'] as Data[]) : [];
  const decider = votes.findLast((vote) => vote['user_id'] === decision['decided_by']);
  const name = decider === undefined ? undefined : text(decider, 'user');
  const opened = Date.parse(text(decision, 'created_at') ?? '');
  const decided = Date.parse(text(decision, 'decided_at') ?? '');
  const seconds = number(decision, 'decision_time_seconds') ?? (decided - opened) / 1_000;
  return {
    decision_id: id,
    decision: text(decision, 'decision') ?? 'pending',
    approvals: number(decision, 'approvals') ?? votes.filter(({ vote }) => vote === 'approve').length,
    required_approvals: number(decision, 'required_approvals') ?? 1,
    effect: text(decision, 'effect') ?? 'none',
    version: number(decision, 'version') ?? 1,
    ...(Number.isFinite(seconds) ? { decision_time_seconds: seconds } : {}),
    ...(name === undefined ? {} : { decided_by_name: name }),
    ...pick(decision, ['patch_id', 'decided_by', 'reason', 'effect_at']),
  };
}
