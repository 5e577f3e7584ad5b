import type { DecisionUpdate } from '@maximus/contracts';
import { useMemo, useSyncExternalStore } from 'react';
import { useSession } from '../../session/use-session.ts';
import type { QueueRow } from './apply-update.ts';

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

/** Who would take something back. */
export interface Undoer {
  readonly id: string | undefined;
  readonly isAdmin: boolean;
}

/** Whether a person may take back what another or a policy decided: the decider and administrators may (hitl.md §4). */
export function mayUndo(decidedBy: string | null | undefined, { id, isAdmin }: Undoer): boolean {
  return isAdmin || (id !== undefined && decidedBy === id);
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
  undoer: Undoer,
  nowMs: number,
): HeldDecision | undefined {
  const untilMs = effect === 'held' && typeof effect_at === 'string' ? Date.parse(effect_at) : 0;
  if (untilMs <= nowMs || !mayUndo(decided_by, undoer)) return undefined;
  return { kind: 'decision', id: decision_id, title, untilMs };
}

/** The same of a row of the queue. */
export function heldInRow({ decision_id, outcome }: QueueRow, title: string, undoer: Undoer, nowMs: number) {
  if (outcome?.effect !== 'held' || (outcome.effectAtMs ?? 0) <= nowMs || !mayUndo(outcome.byId, undoer))
    return undefined;
  return { kind: 'decision', id: decision_id, title, untilMs: outcome.effectAtMs ?? 0 } satisfies HeldDecision;
}

/** Who uses the page, as one who would take something back. */
export function useUndoer(): Undoer {
  const { user, roles } = useSession();
  const isAdmin = roles.includes('admin');
  return useMemo(() => ({ id: user?.id, isAdmin }), [user?.id, isAdmin]);
}

/** What can be taken back now; the page keeps it while the person goes from the queue to a decision and on. */
export function useHeld(): HeldDecision | undefined {
  return useSyncExternalStore(subscribe, () => held);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
