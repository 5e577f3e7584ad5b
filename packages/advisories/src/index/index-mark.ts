import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pointerName } from './pointer.ts';

/**
 * A text that differs whenever another generation of a folder is current: one `stat`, for those who watch. `undefined`
 * where there is no index or the folder cannot be read, which opening it explains.
 */
export function indexMark(dir: string): string | undefined {
  const found = statSync(join(dir, pointerName), { bigint: true, throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.ino}/${found.mtimeNs}/${found.size}`;
}
