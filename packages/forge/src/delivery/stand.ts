import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { baseState, contradictions } from '../git/base-state.ts';
import { commitTree, writeTree } from '../git/commit-edits.ts';
import { commitMessage } from '../text/commit-message.ts';
import type { DeliveryContext } from './context.ts';
import type { BaseMoved, Delivery } from './types.ts';

/** The commit that carries the patch, and what it stands on. */
export interface Standing {
  readonly commit: string;
  readonly tree: string;
  readonly base: string;
  readonly tip: string;
  readonly carriedFrom?: string;
}

/**
 * Makes the commit on the base that was proven. When the default branch moved on: a contradiction is `forge.conflict` with its
 * files; otherwise the delivery stops and says what to prove again, or is carried where the policy allows it and no edited
 * file was touched. For a merge the commit stays on its base, so that the merge shows what was proven.
 */
export async function standOn(
  context: DeliveryContext,
  delivery: Delivery,
  tip: string,
  keepBase: boolean,
): Promise<Result<Standing | BaseMoved>> {
  const base = delivery.baseCommit ?? '';
  const state = await baseState(
    context.clone,
    base,
    tip,
    delivery.edits.map(({ file }) => file),
  );
  if (!state.ok) return state;
  const original = await commitOn(context, delivery, base);
  if (!original.ok) return original;
  if (base === tip) return ok({ ...original.value, base, tip });

  if (state.value.touched.length > 0) {
    const files = await contradictions(context.clone, tip, original.value.commit);
    if (!files.ok) return files;
    if (files.value.length > 0)
      return fail(
        errors.conflict(`the default branch changed ${files.value.slice(0, 5).join(', ')} too`, { files: files.value }),
      );
  }
  if (state.value.touched.length > 0 || delivery.onBaseMoved !== 'carry')
    return ok(baseMoved(base, tip, state.value.touched));
  if (keepBase) return ok({ ...original.value, base, tip, carriedFrom: base });
  const carried = await commitOn(context, delivery, tip);
  return carried.ok ? ok({ ...carried.value, base: tip, tip, carriedFrom: base }) : carried;
}

/** What a moved base means for the evidence: with edited files touched, the plan itself is void. */
export function baseMoved(from: string, to: string, touched: readonly string[]): BaseMoved {
  const reprove = ['resolve', 'rescan', 'tests', 'proof'] as const;
  return { state: 'base_moved', from, to, touched, reprove: touched.length > 0 ? ['plan', ...reprove] : reprove };
}

async function commitOn(
  context: DeliveryContext,
  delivery: Delivery,
  base: string,
): Promise<Result<{ commit: string; tree: string }>> {
  const tree = await writeTree(context.clone, base, delivery.edits);
  if (!tree.ok) return tree;
  const before = await context.clone.git.text({ args: ['rev-parse', `${base}^{tree}`], gitDir: context.clone.dir });
  if (!before.ok) return before;
  if (before.value === tree.value) return fail(errors.edit_refused('the edits change nothing'));
  const message = commitMessage(delivery.statement);
  const commit = await commitTree(context.clone, tree.value, [base], message, context.clock.now());
  return commit.ok ? ok({ commit: commit.value, tree: tree.value }) : commit;
}
