import type { DiskFiles } from '../disk-files.ts';
import { folderOf, foldersUpwards } from './folders.ts';
import { type WorkspaceLock, workspaceLocks } from './workspace-locks.data.ts';

/**
 * Finds the workspace lock file above a manifest that holds for it too: the nearest that shows it. Keeps the last lock
 * file that was read, since manifests come in the order of their paths.
 */
export function createCoverage(files: DiskFiles): (path: string) => Promise<string | undefined> {
  let last: { readonly path: string; readonly text: string | undefined } | undefined;
  const read = async (path: string): Promise<string | undefined> => {
    if (last?.path === path) return last.text;
    const text = (await files.exists(path)) ? await files.read(path) : undefined;
    last = { path, text: text?.ok ? text.value : undefined };
    return last.text;
  };
  return async (path) => {
    const rows = workspaceLocks.filter((row) => row.manifest === path.slice(path.lastIndexOf('/') + 1));
    if (rows.length === 0) return undefined;
    const own = folderOf(path);
    let head: string | undefined;
    for (const folder of foldersUpwards(own).slice(1)) {
      for (const { row, lock } of locksIn(folder, rows)) {
        const text = await read(lock);
        if (text === undefined) continue;
        head ??= await headOf(files, path);
        if (row.covers(head, text, folder === '' ? own : own.slice(folder.length + 1))) return lock;
      }
    }
    return undefined;
  };
}

function locksIn(folder: string, rows: readonly WorkspaceLock[]): { row: WorkspaceLock; lock: string }[] {
  return rows.flatMap((row) => row.locks.map((name) => ({ row, lock: folder === '' ? name : `${folder}/${name}` })));
}

async function headOf(files: DiskFiles, path: string): Promise<string> {
  const head = await files.head(path);
  return head.ok ? head.value : '';
}
