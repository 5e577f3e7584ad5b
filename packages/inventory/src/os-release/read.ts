import { inFolder } from '../tree-path.ts';
import type { ProjectFiles } from '../types.ts';

/** What os-release says of a root file system. */
export interface OsRelease {
  /** `ID`, lower case: `debian`, `ubuntu`, `alpine`. */
  readonly id: string;
  /** `VERSION_ID`: `12`, `22.04`, `3.20.3`; absent for rolling releases. */
  readonly versionId?: string;
}

/** Longest value that is taken: it becomes a part of every package's ecosystem and purl. */
const maxLength = 64;

const places = ['etc/os-release', 'usr/lib/os-release'];

/** Reads os-release below `root` (`''` is the scanned root); `undefined` where there is none. Rule: os-release(5). */
export async function readOsRelease(files: ProjectFiles, root: string): Promise<OsRelease | undefined> {
  for (const place of places) {
    const path = inFolder(root, place);
    if (!(await files.exists(path))) continue;
    const text = await files.read(path);
    if (!text.ok) continue;
    const id = assigned(text.value, 'ID');
    const versionId = assigned(text.value, 'VERSION_ID');
    if (id !== undefined) return { id: id.toLowerCase(), ...(versionId === undefined ? {} : { versionId }) };
  }
  return undefined;
}

/** The value of a shell assignment, quotes taken off; later ones win. */
function assigned(text: string, key: string): string | undefined {
  let found: string | undefined;
  for (const line of text.split('\n')) {
    if (!line.startsWith(`${key}=`)) continue;
    const value = line.slice(key.length + 1).trim();
    const quote = value[0];
    found = (quote === '"' || quote === "'") && value.endsWith(quote) ? value.slice(1, -1) : value;
  }
  return found === '' || (found?.length ?? 0) > maxLength ? undefined : found;
}
