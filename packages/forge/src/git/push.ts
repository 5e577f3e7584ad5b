import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { type Clone, localProgram } from './clone.ts';
import { judgingHooksOf } from './origin.ts';
import { retried } from './retried.ts';

/** One push: a commit to a branch, or nothing to a branch, which deletes it. */
export interface Push {
  readonly commit: string | undefined;
  readonly branch: string;
  /**
   * What the branch must be at now for the push to happen: a commit, or `absent`. Without it the push is plain and can only go
   * forward.
   */
  readonly expected?: string;
}

/** `moved`: somebody else was faster, and nothing was changed. */
export type PushResult = 'pushed' | 'moved';

/** Pushes one branch. A refusal of the origin is `forge.push_refused` with its words. */
export async function push(clone: Clone, { commit, branch, expected }: Push): Promise<Result<PushResult>> {
  const { access, git, dir: gitDir } = clone;
  const hooks = await judgingHooksOf(access);
  if (hooks.length > 0) return fail(errors.origin_hooks(`the origin has ${hooks.join(', ')}`, { hooks }));
  const ref = `refs/heads/${branch}`;
  const args = [
    'push',
    '--porcelain',
    '--no-verify',
    '--recurse-submodules=no',
    ...(access.protocol === 'file' ? [`--receive-pack=${localProgram('receive-pack', access.runHooks)}`] : []),
    ...(expected === undefined ? [] : [`--force-with-lease=${ref}:${expected === 'absent' ? '' : expected}`]),
    access.address,
    `${commit ?? ''}:${ref}`,
  ];
  const pushed = await retried(clone.wait, () => git.run({ args, gitDir, access, accept: [0, 1] }));
  if (!pushed.ok) return pushed;
  if (pushed.value.code === 0) return ok('pushed');
  return refusal(pushed.value.stdout.toString('utf8'), pushed.value.stderr);
}

function refusal(porcelain: string, stderr: string): Result<PushResult> {
  const said = porcelain.split('\n').find((line) => line.startsWith('!')) ?? '';
  if (/\[rejected\]/.test(said) || /\((?:cannot lock ref|failed to update ref|incorrect old value)/.test(said))
    return ok('moved');
  const reason = said.split('\t')[2] ?? stderr.split('\n').find((line) => line.trim() !== '') ?? 'no reason given';
  return fail(errors.push_refused(`the origin refuses the push: ${reason.slice(0, 300)}`));
}
