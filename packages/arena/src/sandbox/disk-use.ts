import { lstat, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Watches how much a set of folders has grown. The cheap look is the free space of their file system; only when that has
 * changed, either way, by half of what may still be written are the folders walked, so that other writers of the machine
 * cost time but never raise an alarm, and others that free as much hide none.
 */
export class DiskWatch {
  readonly #folders: readonly string[];
  readonly #limitBytes: number;
  #freeAtWalk: number | undefined;
  #useAtStart = 0;
  #grownBytes = 0;

  constructor(folders: readonly string[], limitBytes: number) {
    this.#folders = folders;
    this.#limitBytes = limitBytes;
  }

  async start(): Promise<void> {
    this.#freeAtWalk = await this.#free();
    this.#useAtStart = await this.#use();
  }

  /** Whether the folders have grown past the limit. */
  async isOver(): Promise<boolean> {
    const free = await this.#free();
    const leftBytes = Math.max(this.#limitBytes - this.#grownBytes, this.#limitBytes / 16);
    if (Math.abs(free - (this.#freeAtWalk ?? free)) < leftBytes / 2) return false;
    this.#freeAtWalk = free;
    this.#grownBytes = (await this.#use()) - this.#useAtStart;
    return this.#grownBytes > this.#limitBytes;
  }

  async #free(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folders[0] ?? '/');
    return bavail * bsize;
  }

  async #use(): Promise<number> {
    let bytes = 0;
    for (const folder of this.#folders) bytes += await folderBytes(folder);
    return bytes;
  }
}

/** Bytes on disk below a folder, links not followed; what goes while it is walked counts as nothing. */
async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  const open = [folder];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const entries = await readdir(at, { withFileTypes: true }).catch(goneIsEmpty);
    for (const entry of entries) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) open.push(path);
      else bytes += await lstat(path).then((stat) => stat.blocks * 512, goneIsNothing);
    }
  }
  return bytes;
}

function isGone(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function goneIsEmpty(error: unknown): [] {
  if (isGone(error)) return [];
  throw error;
}

function goneIsNothing(error: unknown): number {
  if (isGone(error)) return 0;
  throw error;
}
