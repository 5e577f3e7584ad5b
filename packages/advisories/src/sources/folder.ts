import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Budget } from './limits.ts';

const taken = ['.json', '.jsonl', '.ndjson', '.json.gz', '.jsonl.gz', '.ndjson.gz', '.csv', '.csv.gz', '.zip'];
const maxDepth = 64;

/**
 * The files of a folder that can hold advisories, in order of name. Links are not followed, hidden folders and
 * other kinds of file are left out.
 */
export async function* folderFiles(root: string, budget: Budget, depth = 0): AsyncGenerator<string> {
  const entries = await readdir(root, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = join(root, entry.name);
    if (entry.isDirectory() && depth < maxDepth) yield* folderFiles(path, budget, depth + 1);
    else if (isTaken(entry)) {
      budget.takeEntry(root);
      yield path;
    }
  }
}

function isTaken(entry: Dirent): boolean {
  const name = entry.name.toLowerCase();
  return entry.isFile() && taken.some((end) => name.endsWith(end));
}
