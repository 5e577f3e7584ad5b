import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

const maxReports = 2_000;
const maxReportBytes = 16 << 20;
const maxTotalBytes = 64 << 20;

/** Removes what an earlier run may have left where the next one writes; no link is followed. */
export async function clearReports(folder: string, reports: readonly string[]): Promise<void> {
  for (const name of reports) if (name.endsWith('.xml')) await rm(join(folder, name), { force: true });
}

/**
 * The texts of JUnit files that a run wrote, in the order of their names: regular files only, bounded in number and size, and
 * none older than `sinceMs`, so that a report of the repository is not taken for one of the run.
 */
export async function readReports(
  folder: string,
  reports: readonly string[],
  sinceMs: number,
): Promise<readonly string[]> {
  const texts: string[] = [];
  let total = 0;
  for (const path of await filesOf(folder, reports)) {
    const found = await lstat(path);
    if (!found.isFile() || found.mtimeMs < sinceMs || found.size > maxReportBytes) continue;
    total += found.size;
    if (total > maxTotalBytes) break;
    texts.push(await readFile(path, 'utf8'));
  }
  return texts;
}

async function filesOf(folder: string, reports: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of reports) {
    const path = join(folder, name);
    const kind = await lstat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw error;
    });
    if (kind?.isFile() === true) found.push(path);
    else if (kind?.isDirectory() === true) {
      const inner = (await readdir(path)).filter((each) => each.endsWith('.xml')).sort();
      found.push(...inner.map((each) => join(path, each)));
    }
  }
  return found.slice(0, maxReports);
}
