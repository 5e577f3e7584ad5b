import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { labelsOf } from '../text/labels.ts';
import type { PatchStatement } from '../text/statement.ts';
import type { PullRequest, PullRequests, PullRequestText, Warning } from '../types.ts';
import type { DeliveryContext } from './context.ts';
import { ownOpenPullRequests, pullRequestOf } from './find-pull-request.ts';

/** The pull request after the call. */
export interface OpenedPullRequest {
  readonly pull: PullRequest;
  readonly created: boolean;
  readonly warnings: readonly Warning[];
}

/** Opens the pull request, or brings the one that is there up to date; then labels, reviewers, assignees, auto-merge. */
export async function openPullRequest(
  context: DeliveryContext,
  pulls: PullRequests,
  existing: PullRequest | undefined,
  text: PullRequestText,
  branch: string,
  statement: PatchStatement,
): Promise<Result<OpenedPullRequest>> {
  const { config } = context;
  const opened = existing === undefined ? await pulls.create(text, branch, config.default_branch) : ok(undefined);
  if (!opened.ok) return opened;
  const created = opened.value;
  const pull = created === undefined ? await updated(context, pulls, existing, text, branch, statement) : ok(created);
  if (!pull.ok) return pull;
  const { number } = pull.value;
  const warnings = [
    ...(await pulls.label(number, labelsOf(statement))),
    // People are asked once: asking again at every update would only disturb them.
    ...(created === undefined || config.reviewers.length === 0
      ? []
      : await pulls.requestReview(number, config.reviewers)),
    ...(created === undefined || config.assignees.length === 0 ? [] : await pulls.assign(number, config.assignees)),
    ...(created !== undefined && config.auto_merge ? await pulls.autoMerge(number) : []),
  ];
  return ok({ pull: pull.value, created: created !== undefined, warnings });
}

async function updated(
  context: DeliveryContext,
  pulls: PullRequests,
  existing: PullRequest | undefined,
  text: PullRequestText,
  branch: string,
  statement: PatchStatement,
): Promise<Result<PullRequest>> {
  let pull = existing;
  if (pull === undefined) {
    // The forge says there is one: it was opened by a call whose answer did not arrive.
    const listed = await ownOpenPullRequests(pulls, context.config.branch_prefix);
    if (!listed.ok) return listed;
    pull = pullRequestOf(listed.value.items, statement.patchId, branch);
  }
  if (pull === undefined)
    return fail(errors.forge_failed(`the forge has a pull request for ${branch} and does not list it`));
  // Forges may trim what they store.
  const same = pull.title === text.title && pull.body.trim() === text.body.trim();
  return same ? ok(pull) : pulls.update(pull.number, text);
}
