import type { DiskFiles } from '../disk-files.ts';
import { folderOf, foldersUpwards } from './folders.ts';
import { type Covers, type WorkspaceLock, workspaceLocks } from './workspace-locks.data.ts';

/**
 * Finds the workspace lock file above a manifest that holds for it too: the nearest that shows it. Each lock file is read
 * once: there may be thousands of manifests below it.
 */
export function createCoverage(files: DiskFiles): (path: string) => Promise<string | undefined> {
  const known = new Map<string, Covers | undefined>();
  const read = async (row: WorkspaceLock, path: string): Promise<Covers | undefined> => {
    const key = `${row.manifest} ${path}`;
    if (known.has(key)) return known.get(key);
    const text = (await files.exists(path)) ? await files.read(path) : undefined;
    const covers = text?.ok ? row.read(text.value) : undefined;
    known.set(key, covers);
    return covers;
  };
  return async (path) => {
    const rows = workspaceLocks.filter((row) => row.manifest === path.slice(path.lastIndexOf('/') + 1));
    if (rows.length === 0) return undefined;
    const own = folderOf(path);
    let head: string | undefined;
    for (const folder of foldersUpwards(own).slice(1)) {
      for (const { row, lock } of locksIn(folder, rows)) {
        const covers = await read(row, lock);
        if (covers === undefined) continue;
        head ??= await headOf(files, path);
        if (covers(head, folder === '' ? own : own.slice(folder.length + 1))) return lock;
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
