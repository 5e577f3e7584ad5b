import type { Actor, FindingResolution, FindingStatus } from '@maximus/contracts';
import { unwrap } from '@maximus/kernel';
import { type ChangeContext, type FindingMove, type FindingState, moveFindings, type Tx } from '@maximus/storage';
import { checkFindingTransition } from '../rules/finding-transitions.ts';

/** One step that a finding took. */
export interface FindingStep {
  /** As it is after the step. */
  readonly finding: FindingState;
  readonly from: FindingStatus;
  readonly to: FindingStatus;
  readonly actor: Actor;
  readonly reason: string;
  readonly resolution?: FindingResolution;
}

/** Where a finding goes: one step, or two where the table has none that leads there directly. */
export interface Way {
  readonly finding: FindingState;
  readonly steps: readonly FindingStatus[];
  readonly reason: string;
  readonly resolution?: FindingResolution;
  readonly acceptanceId?: string;
  readonly vex?: object;
}

/** Takes findings along their ways, each step checked against the table and told in the history. */
export async function takeSteps(tx: Tx, ways: readonly Way[], change: ChangeContext): Promise<readonly FindingStep[]> {
  const taken: FindingStep[] = [];
  let open = ways.filter(({ steps }) => steps.length > 0);
  while (open.length > 0) {
    const moves = open.map((way) => moveOf(way, change.actor));
    const moved = await moveFindings(tx, moves, change);
    const next: Way[] = [];
    for (const [place, way] of open.entries()) {
      const move = moves[place];
      const finding = moved[place];
      if (move === undefined || finding === undefined) continue;
      const { to, reason, resolution } = move;
      taken.push({
        finding,
        from: way.finding.status,
        to,
        actor: change.actor,
        reason,
        ...(resolution && { resolution }),
      });
      if (way.steps.length > 1) next.push({ ...way, finding, steps: way.steps.slice(1) });
    }
    open = next;
  }
  return taken;
}

function moveOf(way: Way, actor: Actor): FindingMove {
  const [to] = way.steps;
  if (to === undefined) throw new RangeError('a way has at least one step');
  unwrap(checkFindingTransition(way.finding.status, to, actor));
  const isLast = way.steps.length === 1;
  return {
    finding: way.finding,
    to,
    reason: isLast ? way.reason : `its premise changed: ${way.reason}`,
    ...(isLast && way.resolution && { resolution: way.resolution }),
    ...(isLast && way.acceptanceId !== undefined && { acceptanceId: way.acceptanceId }),
    ...(isLast && way.vex && { vex: way.vex }),
  };
}
