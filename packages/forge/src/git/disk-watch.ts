import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const everyMs = 500;

/** Looks at the objects of a repository while a transfer runs; calls back once when they are larger than allowed. */
export function watchSize(gitDir: string, maxBytes: number, tooLarge: () => void): { stop(): void } {
  let looking = false;
  let isOver = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void folderBytes(join(gitDir, 'objects')).then((bytes) => {
      looking = false;
      // What it belongs to may have ended while it was looked at, and its process id may be another's by now.
      if (bytes > maxBytes && !isOver) tooLarge();
    });
  }, everyMs);
  timer.unref();
  return {
    stop: () => {
      isOver = true;
      clearInterval(timer);
    },
  };
}

/** Bytes of the files in a folder and below, at most three folders deep; what goes while it is read counts nothing. */
export async function folderBytes(folder: string, depth = 3): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += depth > 0 ? await folderBytes(path, depth - 1) : 0;
    else bytes += (await stat(path).catch(() => undefined))?.size ?? 0;
  }
  return bytes;
}
