import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type PatchRow, readBlob, toPatch } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Parts, ProjectTree } from '../parts.ts';

/**
 * Does some work beside a copy of a tree in which a patch is undone: what the default branch would be without it. The arena
 * holds the branch against that, and so sees whether the targets are gone and whether anything came in (arena.md §8).
 */
export async function withUndone<T>(
  { database, machine }: Pick<Parts, 'database' | 'machine'>,
  patch: PatchRow,
  tree: ProjectTree,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(machine.scratchFolder, 'undone-'));
  try {
    const copy = join(folder, 'tree');
    const ownGit = join(tree.folder, '.git');
    await cp(tree.folder, copy, { recursive: true, verbatimSymlinks: true, filter: (path) => path !== ownGit });
    for (const { file, before_digest } of toPatch(patch).edits) {
      const path = join(copy, file);
      // A link in the way of an edit is not followed: the file takes its place.
      await rm(path, { force: true });
      if (before_digest === undefined) continue;
      const bytes = await readBlob(database, before_digest);
      if (bytes === undefined) throw errors.blob_not_found(`the content of ${file} before the patch is gone`);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes, { flag: 'wx' });
    }
    return await work(copy);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
