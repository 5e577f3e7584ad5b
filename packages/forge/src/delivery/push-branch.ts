import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { originBranch } from '../git/branch-commits.ts';
import { push } from '../git/push.ts';
import type { DeliveryContext } from './context.ts';
import type { Standing } from './stand.ts';

/** What the branch is at after the push. */
export interface PushedBranch {
  readonly commit: string;
  readonly created: boolean;
}

/**
 * Brings the branch to the commit. A branch that holds the same patch on the same base is left as it is; one of ours is
 * replaced, and only while it is what we saw; one with a commit of others is `forge.branch_foreign` and stays untouched.
 */
export async function pushBranch(
  context: DeliveryContext,
  branch: string,
  standing: Standing,
  patchId: string,
): Promise<Result<PushedBranch>> {
  const there = await originBranch(context.clone, branch, standing.tip);
  if (!there.ok) return there;
  const now = there.value;
  if (now !== undefined && !now.ours) return fail(errors.branch_foreign(`${branch} holds commits that are not ours`));
  if (now?.tree === standing.tree && now.parent === standing.base && now.patchIds.includes(patchId))
    return ok({ commit: now.tip, created: false });
  const pushed = await push(context.clone, { commit: standing.commit, branch, expected: now?.tip ?? 'absent' });
  if (!pushed.ok) return pushed;
  if (pushed.value === 'moved') return fail(errors.branch_foreign(`${branch} changed while we looked at it`));
  return ok({ commit: standing.commit, created: now === undefined });
}
