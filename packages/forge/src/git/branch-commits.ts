import { ok, type Result } from '@maximus/kernel';
import { patchIdsIn } from '../text/trailers.ts';
import { branchRef, type Clone } from './clone.ts';

/** A branch of the origin and whose it is. */
export interface OriginBranch {
  readonly tip: string;
  readonly tree: string;
  readonly parent: string;
  readonly patchIds: readonly string[];
  /** Whether every commit beyond the default branch, and the last one, was committed by us with a patch trailer. */
  readonly ours: boolean;
}

const format = '--format=%H%x00%T%x00%P%x00%ce%x00%B%x00%x01';

/** Looks at a branch as it was at the last fetch; `undefined` when the origin has none of that name. */
export async function originBranch(
  clone: Clone,
  branch: string,
  tip: string,
): Promise<Result<OriginBranch | undefined>> {
  const { git, dir: gitDir } = clone;
  const head = await git.run({ args: ['rev-parse', '--verify', '--quiet', branchRef(branch)], gitDir, accept: [0, 1] });
  if (!head.ok) return head;
  if (head.value.code !== 0) return ok(undefined);
  const commit = head.value.stdout.toString('utf8').trim();
  const last = await git.text({ args: ['log', '-1', format, commit], gitDir });
  if (!last.ok) return last;
  // More than 20 commits were never made by us; 21 are enough to see it.
  const beyond = await git.text({ args: ['log', '-21', format, commit, `^${tip}`], gitDir });
  if (!beyond.ok) return beyond;
  const commits = [...parsed(last.value), ...parsed(beyond.value)];
  const email = clone.config.author_email;
  const ours =
    commits.length <= 21 && commits.every((one) => one.committer === email && patchIdsIn(one.message).length > 0);
  const [newest] = commits;
  return ok({
    tip: commit,
    tree: newest?.tree ?? '',
    parent: newest?.parents ?? '',
    patchIds: patchIdsIn(newest?.message ?? ''),
    ours,
  });
}

function parsed(log: string) {
  return log
    .split('\u0001')
    .map((record) => record.replace(/^\n/, '').split('\0'))
    .filter((fields) => fields.length >= 5)
    .map(([, tree = '', parents = '', committer = '', message = '']) => ({ tree, parents, committer, message }));
}
