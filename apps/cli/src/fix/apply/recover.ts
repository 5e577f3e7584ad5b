import { chmodSync, chownSync, existsSync, lstatSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errors } from '../../errors.ts';
import {
  digestOfFile,
  type Journal,
  plainFile,
  readJournal,
  stagingFolders,
  stagingNames,
  writeDurably,
} from './staging.ts';

/**
 * Undoes what a run that was killed left half done, and tidies up; the files that were put back. Throws `cli.fix_busy` while
 * that run is still alive.
 */
export function recover(root: string): readonly string[] {
  const restored: string[] = [];
  for (const staging of stagingFolders(root)) {
    if (lstatSync(staging, { throwIfNoEntry: false })?.isDirectory() !== true) continue;
    const journal = readJournal(staging);
    if (journal !== undefined) {
      if (journal.pid !== process.pid && isAlive(journal.pid)) {
        throw errors.fix_busy(`the process ${journal.pid} changes this project`, { file: staging });
      }
      restored.push(...restore(root, staging, journal));
    }
    rmSync(staging, { recursive: true, force: true });
  }
  return restored;
}

/** Puts back every file that holds what the run wrote; one that somebody changed since is left as it is. */
export function restore(root: string, staging: string, journal: Journal): readonly string[] {
  const restored: string[] = [];
  for (const [at, { file, before, after }] of journal.files.entries()) {
    const kept = join(staging, stagingNames.before(at));
    const path = plainFile(root, file);
    if (!existsSync(kept) || digestOfFile(path) !== after || digestOfFile(kept) !== before) continue;
    const back = `${kept}.back`;
    rmSync(back, { force: true });
    writeDurably(back, readFileSync(kept), 0o600);
    const { mode, uid, gid } = lstatSync(path);
    if (process.getuid?.() === 0) chownSync(back, uid, gid);
    chmodSync(back, mode & 0o7777);
    renameSync(back, path);
    restored.push(file);
  }
  return restored;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
