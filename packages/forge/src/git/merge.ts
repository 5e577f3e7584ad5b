import { ok, type Result } from '@maximus/kernel';
import type { Clone } from './clone.ts';

/** A merge without a work tree: the tree, or the files that conflict. */
export interface MergedTree {
  readonly tree: string;
  readonly conflicts: readonly string[];
}

/** Joins two commits in memory (`git merge-tree --write-tree`, git 2.38); no hook, driver or filter of the project runs. */
export async function mergedTree(clone: Clone, ours: string, theirs: string): Promise<Result<MergedTree>> {
  const merged = await clone.git.run({
    args: ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ours, theirs],
    gitDir: clone.dir,
    accept: [0, 1],
  });
  if (!merged.ok) return merged;
  const [tree = '', ...rest] = merged.value.stdout.toString('utf8').split('\0');
  const conflicts = merged.value.code === 0 ? [] : rest.map((name) => name.trim()).filter(Boolean);
  return ok({ tree: tree.trim(), conflicts: [...new Set(conflicts)] });
}
