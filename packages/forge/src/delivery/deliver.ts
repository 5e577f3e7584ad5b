import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { fetchOrigin, prepareClone } from '../git/clone.ts';
import { treeDiff } from '../git/diff.ts';
import { mergedCommit } from '../git/trailer-watch.ts';
import { renderPullRequest } from '../text/pull-request-text.ts';
import { patchIdsIn } from '../text/trailers.ts';
import type { PullRequest, Warning } from '../types.ts';
import { branchName } from './branch-name.ts';
import { checkDelivery } from './check-delivery.ts';
import { type DeliveryContext, linksOf } from './context.ts';
import { ownOpenPullRequests, pullRequestOf } from './find-pull-request.ts';
import { mergeBranch, updateCheckout } from './merge-branch.ts';
import { openPullRequest } from './open-pull-request.ts';
import { patchFile } from './patch-file.ts';
import { pushBranch } from './push-branch.ts';
import { type Standing, standOn } from './stand.ts';
import type { Delivery, DeliveryOutcome } from './types.ts';
import { closeSuperseded } from './withdraw.ts';

/** How often a merge looks again when others push at the same time. */
const mergeRounds = 3;

/** Delivers a released patch (eureka.md §8). Safe to repeat: what is there is found first. */
export async function deliver(context: DeliveryContext, delivery: Delivery): Promise<Result<DeliveryOutcome>> {
  const mode = checkDelivery(delivery, context.plugin, context.config);
  if (!mode.ok) return mode;
  if (mode.value === 'patch_file') return patchFile(context, delivery);
  const prepared = await prepareClone(context.clone);
  if (!prepared.ok) return prepared;

  for (let round = 0; round < mergeRounds; round += 1) {
    const tip = await fetchOrigin(context.clone);
    if (!tip.ok) return tip;
    const merged = await alreadyMerged(context, delivery);
    if (!merged.ok) return merged;
    if (merged.value !== undefined) return ok(merged.value);
    const standing = await standOn(context, delivery, tip.value, mode.value === 'merge');
    if (!standing.ok) return standing;
    if ('state' in standing.value) return ok(standing.value);
    if (mode.value === 'branch') return branchOnly(context, delivery, standing.value);
    if (mode.value === 'pull_request') return withPullRequest(context, delivery, standing.value);
    const done = await mergeBranch(
      context,
      branchName(context.config.branch_prefix, delivery.statement),
      standing.value,
    );
    if (!done.ok) return done;
    if (done.value !== undefined) return ok(done.value);
  }
  return fail(errors.forge_failed('the default branch moves faster than we can merge'));
}

async function alreadyMerged(
  context: DeliveryContext,
  delivery: Delivery,
): Promise<Result<DeliveryOutcome | undefined>> {
  const found = await mergedCommit(context.clone, delivery.statement.patchId);
  if (!found.ok || found.value === undefined) return found.ok ? ok(undefined) : found;
  const branch = branchName(context.config.branch_prefix, delivery.statement);
  const { checkout, warnings } = await updateCheckout(context, 'refs/maximus/base');
  return ok({
    state: 'merged',
    branch,
    commit: found.value,
    base: delivery.baseCommit ?? '',
    mergeCommit: found.value,
    how: 'already',
    checkout,
    links: pick(linksOf(context, branch, found.value), 'commit'),
    warnings,
  });
}

async function branchOnly(
  context: DeliveryContext,
  delivery: Delivery,
  standing: Standing,
): Promise<Result<DeliveryOutcome>> {
  const branch = branchName(context.config.branch_prefix, delivery.statement);
  const pushed = await pushBranch(context, branch, standing, delivery.statement.patchId);
  if (!pushed.ok) return pushed;
  return ok({
    state: 'branch_pushed',
    created: pushed.value.created,
    ...delivered(context, branch, pushed.value.commit, standing, []),
  });
}

async function withPullRequest(
  context: DeliveryContext,
  delivery: Delivery,
  standing: Standing,
): Promise<Result<DeliveryOutcome>> {
  const { pulls, config, clone } = context;
  if (pulls === undefined) return fail(errors.mode_unsupported(`${context.plugin.id} has no pull requests`));
  const { statement } = delivery;
  const listed = await ownOpenPullRequests(pulls, config.branch_prefix);
  if (!listed.ok) return listed;
  const { items } = listed.value;
  const name = branchName(config.branch_prefix, statement);
  const existing = pullRequestOf(items, statement.patchId, name);
  const branch = existing?.branch ?? name;
  const pushed = await pushBranch(context, branch, standing, statement.patchId);
  if (!pushed.ok) return pushed;
  const diff = await treeDiff(clone, standing.base, pushed.value.commit, context.maxPatchBytes);
  if (!diff.ok) return diff;
  const text = renderPullRequest(statement, diff.value.toString('utf8'));
  const opened = await openPullRequest(context, pulls, existing, text, branch, statement);
  if (!opened.ok) return opened;
  const { pull, created } = opened.value;
  const replaced = supersededBy(items, delivery.supersedes ?? [], pull);
  const closed = await closeSuperseded(context, pulls, replaced, pull, standing.tip);
  const warnings = [...listed.value.warnings, ...opened.value.warnings, ...closed];
  const base = delivered(context, branch, pushed.value.commit, standing, warnings);
  return ok({
    ...base,
    state: 'pr_open',
    number: pull.number,
    created,
    links: { ...base.links, pullRequest: pull.url },
  });
}

function supersededBy(items: readonly PullRequest[], patchIds: readonly string[], by: PullRequest): PullRequest[] {
  return items.filter(
    ({ number, body }) => number !== by.number && patchIdsIn(body).some((id) => patchIds.includes(id)),
  );
}

function delivered(
  context: DeliveryContext,
  branch: string,
  commit: string,
  standing: Standing,
  warnings: readonly Warning[],
) {
  return {
    branch,
    commit,
    base: standing.base,
    ...(standing.carriedFrom === undefined ? {} : { carriedFrom: standing.carriedFrom }),
    links: linksOf(context, branch, commit),
    warnings,
  };
}

function pick(links: { branch?: string; commit?: string }, key: 'commit'): { commit?: string } {
  return links[key] === undefined ? {} : { commit: links[key] };
}
