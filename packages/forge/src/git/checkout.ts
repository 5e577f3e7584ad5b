import { lstat, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clone } from './clone.ts';

/** What became of the project's own checkout; `left` says why in one sentence. */
export type CheckoutResult =
  | { readonly state: 'none' | 'fast-forwarded' }
  | { readonly state: 'left'; readonly reason: string };

/** Settings of a checkout that start no program; with any other one its files are not touched. */
const harmless =
  /^(core\.(repositoryformatversion|filemode|bare|logallrefupdates|ignorecase|precomposeunicode|symlinks|autocrlf|eol|safecrlf)|remote\.[^\n]*\.(url|fetch|pushurl|tagopt|prune)|branch\.[^\n]*\.(remote|merge|rebase)|user\.(name|email)|pull\.(rebase|ff)|push\.default|init\.defaultbranch|extensions\.objectformat)$/;

/**
 * Fast-forwards the project's checkout to what was merged, and only that: it must be on the default branch, without any change
 * or untracked file, behind the merge, and without settings that could start programs (filters, drivers, monitors).
 */
export async function fastForwardCheckout(clone: Clone, commit: string): Promise<CheckoutResult> {
  const folder = clone.config.checkout;
  if (folder === '') return { state: 'none' };
  const left = (reason: string) => ({ state: 'left' as const, reason });
  const gitDir = join(folder, '.git');
  const entry = await lstat(gitDir).catch(() => undefined);
  if (entry === undefined || !entry.isDirectory() || (await realpath(folder)) !== folder)
    return left('it is not a plain checkout');
  if ((await readFile(join(gitDir, 'info', 'attributes'), 'utf8').catch(() => '')).trim() !== '')
    return left('it has attributes of its own');
  const { git } = clone;
  const own = { gitDir, cwd: folder, env: { GIT_WORK_TREE: folder } };

  const config = await git.text({
    args: ['config', '--file', join(gitDir, 'config'), '--no-includes', '--name-only', '--list', '-z'],
  });
  if (!config.ok) return left(config.error.message);
  const unknown = config.value.split('\0').filter((key) => key !== '' && !harmless.test(key));
  if (unknown.length > 0) return left(`its settings could start programs: ${unknown.slice(0, 3).join(', ')}`);

  const head = await git.text({ ...own, args: ['symbolic-ref', '--quiet', 'HEAD'], accept: [0, 1] });
  if (!head.ok || head.value !== `refs/heads/${clone.config.default_branch}`)
    return left('another branch is checked out');
  const status = await git.text({ ...own, args: ['status', '--porcelain', '-z', '--untracked-files=normal'] });
  if (!status.ok) return left(status.error.message);
  if (status.value !== '') return left('it is not clean');

  const access = { address: clone.dir, protocol: 'file' as const, user: '', runHooks: false };
  const branch = clone.config.default_branch;
  const fetched = await git.run({
    ...own,
    args: [
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-recurse-submodules',
      '--no-write-fetch-head',
      clone.dir,
      `${commit}:refs/remotes/origin/${branch}`,
    ],
    access,
  });
  if (!fetched.ok) return left(fetched.error.message);
  const merged = await git.run({
    ...own,
    args: ['merge', '--ff-only', '--quiet', '--no-verify-signatures', `refs/remotes/origin/${branch}`],
  });
  return merged.ok ? { state: 'fast-forwarded' } : left(merged.error.message);
}
