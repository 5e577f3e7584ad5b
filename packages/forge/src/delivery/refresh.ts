import { ok, type Result } from '@maximus/kernel';
import { baseState } from '../git/base-state.ts';
import { originBranch } from '../git/branch-commits.ts';
import { fetchOrigin, prepareClone } from '../git/clone.ts';
import { mergedCommit } from '../git/trailer-watch.ts';
import type { PullRequest, Warning } from '../types.ts';
import { branchName } from './branch-name.ts';
import type { DeliveryContext } from './context.ts';
import { ownOpenPullRequests, pullRequestOf } from './find-pull-request.ts';
import { baseMoved } from './stand.ts';
import type { BaseMoved, Delivery, RefreshOutcome } from './types.ts';

/**
 * How things stand: the trailer on the default branch decides first, whatever the mode; then what the forge says of the pull
 * request; then whether the branch is there. A forge that does not answer is a failure, never `absent`.
 */
export async function refresh(context: DeliveryContext, delivery: Delivery): Promise<Result<RefreshOutcome>> {
  const prepared = await prepareClone(context.clone);
  if (!prepared.ok) return prepared;
  const tip = await fetchOrigin(context.clone);
  if (!tip.ok) return tip;
  const merged = await mergedCommit(context.clone, delivery.statement.patchId);
  if (!merged.ok) return merged;
  const seen = { tip: tip.value };
  if (merged.value !== undefined)
    return ok({
      ...seen,
      state: 'merged',
      mergeCommit: merged.value,
      seenBy: 'trailer',
      warnings: [],
      ...(await namedPull(context, delivery)),
    });

  const found = await findPull(context, delivery);
  if (!found.ok) return found;
  const { pull, warnings } = found.value;
  const pullRequest = pull === undefined ? {} : { pullRequest: { number: pull.number, url: pull.url } };
  if (pull?.state === 'merged') {
    const commit = pull.mergeCommit === undefined ? {} : { mergeCommit: pull.mergeCommit };
    return ok({ ...seen, state: 'merged', seenBy: 'forge', ...commit, ...pullRequest, warnings });
  }
  if (pull?.state === 'closed') return ok({ ...seen, state: 'closed', ...pullRequest, warnings });
  const branch = await originBranch(
    context.clone,
    pull?.branch ?? branchName(context.config.branch_prefix, delivery.statement),
    tip.value,
  );
  if (!branch.ok) return branch;
  if (pull === undefined && branch.value === undefined) return ok({ ...seen, state: 'absent', warnings });
  const base = await movedBase(context, delivery, tip.value);
  if (!base.ok) return base;
  return ok({
    ...seen,
    state: 'open',
    ...pullRequest,
    ...(base.value === undefined ? {} : { base: base.value }),
    warnings,
  });
}

/** The pull request of the delivery; asked for by number when it is known, so that a closed one is found too. */
async function findPull(
  { pulls, config }: DeliveryContext,
  delivery: Delivery,
): Promise<Result<{ pull?: PullRequest; warnings: readonly Warning[] }>> {
  if (pulls === undefined) return ok({ warnings: [] });
  if (delivery.pullRequest !== undefined) {
    const pull = await pulls.get(delivery.pullRequest);
    return pull.ok ? ok({ pull: pull.value, warnings: [] }) : pull;
  }
  const listed = await ownOpenPullRequests(pulls, config.branch_prefix);
  if (!listed.ok) return listed;
  const { items, warnings } = listed.value;
  const pull = pullRequestOf(items, delivery.statement.patchId, branchName(config.branch_prefix, delivery.statement));
  return ok({ ...(pull === undefined ? {} : { pull }), warnings });
}

/** Number and address for a merge that the trailer shows already; what the forge cannot say is left out. */
async function namedPull(context: DeliveryContext, delivery: Delivery): Promise<Pick<RefreshOutcome, 'pullRequest'>> {
  if (context.pulls === undefined || delivery.pullRequest === undefined) return {};
  const pull = await context.pulls.get(delivery.pullRequest);
  return pull.ok ? { pullRequest: { number: pull.value.number, url: pull.value.url } } : {};
}

async function movedBase(
  context: DeliveryContext,
  delivery: Delivery,
  tip: string,
): Promise<Result<BaseMoved | undefined>> {
  const base = delivery.baseCommit ?? '';
  const state = await baseState(
    context.clone,
    base,
    tip,
    delivery.edits.map(({ file }) => file),
  );
  if (!state.ok) return state;
  return ok(base === tip ? undefined : baseMoved(base, tip, state.value.touched));
}
