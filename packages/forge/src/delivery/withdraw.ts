import { ok, type Result } from '@maximus/kernel';
import { originBranch } from '../git/branch-commits.ts';
import { push } from '../git/push.ts';
import { inlineText } from '../text/foreign-text.ts';
import type { PullRequest, PullRequests, Warning } from '../types.ts';
import type { DeliveryContext } from './context.ts';
import type { CloseReason } from './types.ts';

/** Comments on a pull request and closes it. */
export async function withdrawPullRequest(
  pulls: PullRequests,
  number: number,
  comment: string,
): Promise<Result<readonly Warning[]>> {
  const said = await pulls.comment(number, comment);
  const closed = await pulls.close(number);
  if (!closed.ok) return closed;
  return ok(said.ok ? [] : [{ code: 'close_failed', message: `closed without a comment: ${said.error.message}` }]);
}

/** Deletes a branch while every commit on it is ours; `kept` otherwise. */
export async function deleteBranch(
  context: DeliveryContext,
  branch: string,
  tip: string,
): Promise<Result<'deleted' | 'kept' | 'none'>> {
  const there = await originBranch(context.clone, branch, tip);
  if (!there.ok) return there;
  if (there.value === undefined) return ok('none');
  if (!there.value.ours) return ok('kept');
  const pushed = await push(context.clone, { commit: undefined, branch, expected: there.value.tip });
  if (!pushed.ok) return pushed;
  return ok(pushed.value === 'pushed' ? 'deleted' : 'kept');
}

/** Closes the pull requests of the patches that a new one replaces. A failure is a warning: the new one stands. */
export async function closeSuperseded(
  context: DeliveryContext,
  pulls: PullRequests,
  superseded: readonly PullRequest[],
  by: PullRequest,
  tip: string,
): Promise<Warning[]> {
  const warnings: Warning[] = [];
  for (const old of superseded) {
    // Our own words, so this reference is one.
    const closed = await withdrawPullRequest(pulls, old.number, `Superseded by ${referenceTo(context, by.number)}.`);
    if (!closed.ok) {
      warnings.push({ code: 'close_failed', message: `${old.url}: ${closed.error.message}` });
      continue;
    }
    warnings.push(...closed.value);
    const branch = await deleteBranch(context, old.branch, tip);
    if (!branch.ok || branch.value === 'kept')
      warnings.push({
        code: 'branch_kept',
        message: branch.ok ? `${old.branch} holds commits of others` : branch.error.message,
      });
  }
  return warnings;
}

function referenceTo(context: DeliveryContext, number: number): string {
  return context.plugin.id === 'gitlab' ? `!${number}` : `#${number}`;
}

const openings = {
  superseded: 'Superseded',
  cancelled: 'Cancelled',
  rejected: 'Rejected',
  resolved_elsewhere: 'No longer needed',
} as const satisfies Record<CloseReason['kind'], string>;

/** The comment that goes with a withdrawal. */
export function closingComment({ kind, sentence }: CloseReason): string {
  return `${openings[kind]}: ${inlineText(sentence, 500)}`;
}
