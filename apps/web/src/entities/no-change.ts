import type { Rung } from '@maximus/contracts';

const statementsAndTasks: ReadonlySet<Rung> = new Set(['virtual-patch', 'vex-not-affected', 'manual-review']);

/** Whether remedies of a rung change no package: they are statements, rules and tasks. */
export function changesNothing(rung: Rung): boolean {
  return statementsAndTasks.has(rung);
}
