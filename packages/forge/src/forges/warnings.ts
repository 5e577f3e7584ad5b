import type { Result } from '@maximus/kernel';
import type { Warning } from '../types.ts';

/** Asks for each review on its own, so that one unknown name does not lose the others. */
export async function reviewOneByOne(
  names: readonly string[],
  ask: (name: string) => Promise<Result<unknown>>,
): Promise<Warning[]> {
  const warnings: Warning[] = [];
  for (const name of names) {
    const asked = await ask(name);
    if (!asked.ok) warnings.push({ code: 'reviewer_missing', message: `${name}: ${asked.error.message}` });
  }
  return warnings;
}

/** A warning for each name that could not be made an assignee. */
export function assigneesMissing(missing: readonly string[]): Warning[] {
  return missing.map((name) => ({ code: 'assignee_missing', message: `${name} cannot be assigned` }));
}
