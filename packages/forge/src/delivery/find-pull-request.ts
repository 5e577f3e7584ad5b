import { ok, type Result } from '@maximus/kernel';
import { patchIdsIn } from '../text/trailers.ts';
import type { PullRequest, PullRequests, Warning } from '../types.ts';

/** Our open pull requests: from a branch of ours in the project itself. One from a fork that copies our text is not ours. */
export async function ownOpenPullRequests(
  pulls: PullRequests,
  prefix: string,
): Promise<Result<{ items: readonly PullRequest[]; warnings: readonly Warning[] }>> {
  const listed = await pulls.listOpen(`${prefix}/`);
  if (!listed.ok) return listed;
  const { items, dropped } = listed.value;
  const warnings: Warning[] =
    dropped === 0
      ? []
      : [{ code: 'answer_dropped', message: `${dropped} pull requests of the list could not be read` }];
  return ok({ items: items.filter(({ own }) => own), warnings });
}

/** The pull request of a patch: by its trailer first, then by its branch. */
export function pullRequestOf(items: readonly PullRequest[], patchId: string, branch: string): PullRequest | undefined {
  return items.find(({ body }) => patchIdsIn(body).includes(patchId)) ?? items.find((pull) => pull.branch === branch);
}
