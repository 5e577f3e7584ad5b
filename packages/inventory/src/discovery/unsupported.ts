import type { DiskFiles } from '../disk-files.ts';
import { byCodeUnit } from '../disk-files.ts';
import { createCoverage } from './covered-above.ts';
import { folderOf } from './folders.ts';
import { type UnsupportedName, unsupportedNames } from './unsupported.data.ts';
import type { Visit } from './walk.ts';

/** A file that is known to tell of dependencies and that nothing reads. */
export interface Unsupported {
  readonly path: string;
  /** A phrase: `a Conan lock file`. */
  readonly what: string;
}

const byName = new Map(unsupportedNames.filter((row) => !row.name.startsWith('*')).map((row) => [row.name, row]));
const byEnding = unsupportedNames.filter((row) => row.name.startsWith('*'));

/** The row of a file name that is known and not read. */
export function unsupportedRow(path: string): UnsupportedName | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return byName.get(name) ?? byEnding.find((row) => name.endsWith(row.name.slice(1)));
}

/** Those of the visits that nothing beside them and no workspace above them covers, and that ask for anything at all. Sorted by path. */
export async function findUnsupported(files: DiskFiles, visits: readonly Visit[]): Promise<Unsupported[]> {
  const found: Unsupported[] = [];
  const coveredAbove = createCoverage(files);
  for (const visit of visits) {
    const row = unsupportedRow(visit.path);
    if (row === undefined || (await isCovered(files, visit.path, row.coveredBy ?? []))) continue;
    if ((await coveredAbove(visit.path)) !== undefined) continue;
    if (row.asks !== undefined) {
      const text = await files.read(visit.path);
      if (text.ok && !row.asks(text.value)) continue;
    }
    found.push({ path: visit.path, what: row.what });
  }
  return found.sort((a, b) => byCodeUnit(a.path, b.path));
}

async function isCovered(files: DiskFiles, path: string, names: readonly string[]): Promise<boolean> {
  const folder = folderOf(path);
  for (const name of names) {
    const beside = folder === '' ? name : `${folder}/${name}`;
    if (!(await files.exists(beside))) continue;
    const head = await files.head(beside);
    if (!head.ok || saysAnything(head.value)) return true;
  }
  return false;
}

/** Whether a file has a line that is neither empty nor a comment: one without covers nothing. */
function saysAnything(text: string): boolean {
  return text.split('\n').some((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
}
