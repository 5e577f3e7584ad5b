import { ok, type Result } from '@maximus/kernel';
import { fetchOrigin, prepareClone } from '../git/clone.ts';
import { mergedCommit } from '../git/trailer-watch.ts';
import type { PullRequest, Warning } from '../types.ts';
import { branchName } from './branch-name.ts';
import type { DeliveryContext } from './context.ts';
import { ownOpenPullRequests, pullRequestOf } from './find-pull-request.ts';
import type { CloseOutcome, CloseReason, Delivery } from './types.ts';
import { closingComment, deleteBranch, withdrawPullRequest } from './withdraw.ts';

/** Withdraws a delivery: comment, close, delete the branch. What is merged stays merged and is said so. */
export async function close(
  context: DeliveryContext,
  delivery: Delivery,
  reason: CloseReason,
): Promise<Result<CloseOutcome>> {
  const prepared = await prepareClone(context.clone);
  if (!prepared.ok) return prepared;
  const tip = await fetchOrigin(context.clone);
  if (!tip.ok) return tip;
  const merged = await mergedCommit(context.clone, delivery.statement.patchId);
  if (!merged.ok) return merged;
  const name = branchName(context.config.branch_prefix, delivery.statement);
  const found = await pullOf(context, delivery, name);
  if (!found.ok) return found;
  const pull = found.value;
  if (merged.value !== undefined || pull?.state === 'merged')
    return ok({ pullRequest: 'was_merged', branch: 'kept', warnings: [] });

  const warnings: Warning[] = [];
  let state: CloseOutcome['pullRequest'] = pull === undefined ? 'none' : 'was_closed';
  if (context.pulls !== undefined && pull?.state === 'open') {
    const closed = await withdrawPullRequest(context.pulls, pull.number, closingComment(reason));
    if (!closed.ok) return closed;
    warnings.push(...closed.value);
    state = 'closed';
  }
  const branch = await deleteBranch(context, pull?.branch ?? name, tip.value);
  if (!branch.ok) return branch;
  if (branch.value === 'kept')
    warnings.push({ code: 'branch_kept', message: `${pull?.branch ?? name} holds commits that are not ours` });
  return ok({ pullRequest: state, branch: branch.value, warnings });
}

async function pullOf(
  { pulls, config }: DeliveryContext,
  delivery: Delivery,
  branch: string,
): Promise<Result<PullRequest | undefined>> {
  if (pulls === undefined) return ok(undefined);
  if (delivery.pullRequest !== undefined) return pulls.get(delivery.pullRequest);
  const listed = await ownOpenPullRequests(pulls, config.branch_prefix);
  return listed.ok ? ok(pullRequestOf(listed.value.items, delivery.statement.patchId, branch)) : listed;
}
