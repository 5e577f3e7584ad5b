import type { Actor, FindingStatus } from '@maximus/contracts';
import { fail, ok, type Result } from '@maximus/kernel';
import { stateErrors } from '@maximus/storage';

interface Row {
  readonly from: readonly FindingStatus[];
  readonly to: FindingStatus;
  readonly actors: readonly Actor[];
}

const everyButResolved: readonly FindingStatus[] = [
  'suspected',
  'could_not_check',
  'confirmed',
  'remediating',
  'delivered',
  'not_affected',
  'accepted',
];

/** The table of apv.md §7.1, row by row; opening (nothing → suspected) is not in it, because there is no state to leave. */
const table: readonly Row[] = [
  { from: ['suspected', 'could_not_check'], to: 'confirmed', actors: ['eureka'] },
  { from: ['suspected', 'could_not_check'], to: 'could_not_check', actors: ['eureka'] },
  { from: ['suspected', 'confirmed', 'could_not_check'], to: 'not_affected', actors: ['reviewer'] },
  { from: ['suspected', 'confirmed', 'could_not_check'], to: 'accepted', actors: ['reviewer'] },
  { from: ['confirmed'], to: 'remediating', actors: ['eureka'] },
  { from: ['remediating'], to: 'confirmed', actors: ['eureka', 'hitl'] },
  { from: ['remediating'], to: 'delivered', actors: ['eureka'] },
  { from: ['delivered'], to: 'resolved', actors: ['eureka'] },
  { from: ['delivered'], to: 'confirmed', actors: ['eureka'] },
  { from: ['suspected', 'confirmed', 'could_not_check', 'remediating'], to: 'resolved', actors: ['oraculo'] },
  { from: ['accepted', 'not_affected'], to: 'suspected', actors: ['oraculo', 'policy'] },
  { from: ['resolved'], to: 'confirmed', actors: ['oraculo'] },
  { from: everyButResolved, to: 'retracted', actors: ['oraculo', 'eureka'] },
  { from: ['retracted'], to: 'suspected', actors: ['oraculo'] },
];

/** Whether an actor may move a finding; `state.transition_not_allowed` for what the table does not list. */
export function checkFindingTransition(from: FindingStatus, to: FindingStatus, actor: Actor): Result<void> {
  const allowed = table.some((row) => row.to === to && row.from.includes(from) && row.actors.includes(actor));
  if (allowed) return ok(undefined);
  return fail(stateErrors.transition_not_allowed(`${actor} may not move a finding from ${from} to ${to}`));
}

/** The steps that a match of a finding which is there already takes; none for one that is open. */
export function stepsWhenSeen(from: FindingStatus): readonly FindingStatus[] {
  if (from === 'resolved') return ['confirmed'];
  return from === 'retracted' ? ['suspected'] : [];
}

/**
 * The steps when a newer complete snapshot lacks the component. What was accepted or judged unaffected loses its premise
 * first; what was delivered waits for the re-check that proves it.
 */
export function stepsWhenGone(from: FindingStatus): readonly FindingStatus[] {
  switch (from) {
    case 'suspected':
    case 'confirmed':
    case 'could_not_check':
    case 'remediating':
      return ['resolved'];
    case 'accepted':
    case 'not_affected':
      return ['suspected', 'resolved'];
    case 'delivered':
    case 'resolved':
    case 'retracted':
      return [];
  }
}

/** The steps when no advisory holds for the component any more, or its project was archived. */
export function stepsWhenUnmatched(from: FindingStatus): readonly FindingStatus[] {
  return from === 'resolved' || from === 'retracted' ? [] : ['retracted'];
}
