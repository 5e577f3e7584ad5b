import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Moves what was installed into the tree it belongs to, for the tests (arena.md §3): whatever the install made anew, by name;
 * what the tree has already stays as it is, and no link is followed on either side.
 */
export async function layOver(installed: string, tree: string): Promise<void> {
  await merge(installed, tree);
  await rm(installed, { recursive: true, force: true });
}

async function merge(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    const there = await lstat(target).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (there === undefined) await rename(source, target);
    else if (there.isDirectory() && entry.isDirectory()) await merge(source, target);
  }
}
