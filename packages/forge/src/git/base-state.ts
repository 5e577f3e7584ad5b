import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import type { Clone } from './clone.ts';
import { mergedTree } from './merge.ts';

/** How the commit that was proven stands to the tip of the default branch. */
export interface BaseState {
  readonly base: string;
  readonly tip: string;
  /** Edited files that the commits in between changed. */
  readonly touched: readonly string[];
}

/** Compares base and tip; `forge.base_unknown` when the base is not in the default branch, as after a rewrite of history. */
export async function baseState(
  clone: Clone,
  base: string,
  tip: string,
  files: readonly string[],
): Promise<Result<BaseState>> {
  const { git, dir: gitDir } = clone;
  if (base === tip) return ok({ base, tip, touched: [] });
  const known = await git.run({ args: ['cat-file', '-e', `${base}^{commit}`], gitDir, accept: [0, 1, 128] });
  if (!known.ok) return known;
  const within =
    known.value.code === 0
      ? await git.run({ args: ['merge-base', '--is-ancestor', base, tip], gitDir, accept: [0, 1] })
      : known;
  if (!within.ok) return within;
  if (within.value.code !== 0)
    return fail(errors.base_unknown(`commit ${base} is not in ${clone.config.default_branch}`));
  const changed = await git.run({
    args: ['diff-tree', '-r', '-z', '--no-renames', '--name-only', base, tip, '--', ...files],
    gitDir,
  });
  if (!changed.ok) return changed;
  return ok({ base, tip, touched: changed.value.stdout.toString('utf8').split('\0').filter(Boolean) });
}

/** Files in which the patch and the default branch contradict each other; none when git can join them. */
export async function contradictions(clone: Clone, tip: string, commit: string): Promise<Result<readonly string[]>> {
  const merged = await mergedTree(clone, tip, commit);
  if (!merged.ok) return merged;
  return ok(merged.value.conflicts);
}
