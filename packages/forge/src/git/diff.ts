import type { Result } from '@maximus/kernel';
import { ok } from '@maximus/kernel';
import type { Clone } from './clone.ts';

/** The unified diff between two trees as bytes, in the form `git apply` takes, binary files included. */
export async function treeDiff(clone: Clone, before: string, after: string, maxBytes: number): Promise<Result<Buffer>> {
  const diff = await clone.git.run({
    args: [
      'diff-tree',
      '-r',
      '-p',
      '--binary',
      '--full-index',
      '--no-color',
      '--no-ext-diff',
      '--no-textconv',
      '--no-renames',
      before,
      after,
    ],
    gitDir: clone.dir,
    maxOutputBytes: maxBytes,
  });
  return diff.ok ? ok(diff.value.stdout) : diff;
}
