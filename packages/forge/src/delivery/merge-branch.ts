import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { fastForwardCheckout } from '../git/checkout.ts';
import { commitTree } from '../git/commit-edits.ts';
import { mergedTree } from '../git/merge.ts';
import { push } from '../git/push.ts';
import type { Warning } from '../types.ts';
import type { DeliveryContext } from './context.ts';
import type { Standing } from './stand.ts';
import type { DeliveryOutcome } from './types.ts';

/**
 * Merges into the default branch: forward where the commit stands on its tip, else by a merge commit made in our clone. Pushed
 * without force. `undefined` when somebody else pushed meanwhile: look again.
 */
export async function mergeBranch(
  context: DeliveryContext,
  branch: string,
  standing: Standing,
): Promise<Result<DeliveryOutcome | undefined>> {
  const { clone, config } = context;
  const forward = standing.base === standing.tip;
  const made = forward ? ok(standing.commit) : await mergeCommit(context, branch, standing);
  if (!made.ok) return made;
  const pushed = await push(clone, { commit: made.value, branch: config.default_branch });
  if (!pushed.ok) return pushed;
  if (pushed.value === 'moved') return ok(undefined);
  const { checkout, warnings } = await updateCheckout(context, made.value);
  return ok({
    state: 'merged',
    branch,
    commit: standing.commit,
    base: standing.base,
    ...(standing.carriedFrom === undefined ? {} : { carriedFrom: standing.carriedFrom }),
    mergeCommit: made.value,
    how: forward ? 'fast-forward' : 'merge-commit',
    checkout,
    links: {},
    warnings,
  });
}

async function mergeCommit(
  context: DeliveryContext,
  branch: string,
  { tip, commit }: Standing,
): Promise<Result<string>> {
  const merged = await mergedTree(context.clone, tip, commit);
  if (!merged.ok) return merged;
  const { conflicts, tree } = merged.value;
  if (conflicts.length > 0)
    return fail(errors.conflict(`${conflicts.slice(0, 5).join(', ')} cannot be merged`, { files: conflicts }));
  return commitTree(context.clone, tree, [tip, commit], `Merge branch '${branch}'\n`, context.clock.now());
}

/** Fast-forwards the project's own checkout where that is safe; why not is a warning. */
export async function updateCheckout(
  { clone }: DeliveryContext,
  commit: string,
): Promise<{ checkout: 'none' | 'fast-forwarded' | 'left'; warnings: Warning[] }> {
  const result = await fastForwardCheckout(clone, commit);
  const warnings: Warning[] =
    result.state === 'left'
      ? [{ code: 'checkout_left', message: `the checkout stays as it is: ${result.reason}` }]
      : [];
  return { checkout: result.state, warnings };
}
