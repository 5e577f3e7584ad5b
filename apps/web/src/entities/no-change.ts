import type { Rung } from '@maximus/contracts';

/** Statements, rules, tasks, and drafts of code, which a person applies. */
const withoutPackages: ReadonlySet<Rung> = new Set([
  'code-rule',
  'code-llm',
  'virtual-patch',
  'vex-not-affected',
  'manual-review',
]);

/** Whether remedies of a rung change no package. */
export function changesNothing(rung: Rung): boolean {
  return withoutPackages.has(rung);
}
