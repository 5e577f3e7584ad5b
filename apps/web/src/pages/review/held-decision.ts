import type { DecisionUpdate } from '@maximus/contracts';
import { useSyncExternalStore } from 'react';

/** What can still be taken back: the last decision or bulk action of this page, while it is held (hitl.md §4). */
export interface HeldDecision {
  readonly kind: 'decision' | 'bulk';
  readonly id: string;
  /** What it was, as the person knows it. */
  readonly title: string;
  readonly untilMs: number;
}

let held: HeldDecision | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** Remembers what can be taken back, until its window has passed; `undefined` forgets. */
export function setHeld(next: HeldDecision | undefined): void {
  held = next;
  clearTimeout(timer);
  if (next !== undefined) timer = setTimeout(() => setHeld(undefined), Math.max(0, next.untilMs - Date.now()));
  for (const listener of [...listeners]) listener();
}

/** What this person can take back of a decision as it is shown. */
export function heldIn(
  {
    decision_id,
    decided_by,
    effect,
    effect_at,
  }: Pick<DecisionUpdate, 'decision_id' | 'decided_by' | 'effect' | 'effect_at'>,
  title: string,
  userId: string | undefined,
  nowMs: number,
): HeldDecision | undefined {
  const untilMs = effect === 'held' && typeof effect_at === 'string' ? Date.parse(effect_at) : 0;
  if (untilMs <= nowMs || userId === undefined || decided_by !== userId) return undefined;
  return { kind: 'decision', id: decision_id, title, untilMs };
}

/** What can be taken back now; the page keeps it while the person goes from the queue to a decision and on. */
export function useHeld(): HeldDecision | undefined {
  return useSyncExternalStore(subscribe, () => held);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
