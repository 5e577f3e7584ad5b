import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder with the given files, which goes when it is disposed of. */
export interface WorkFolder extends AsyncDisposable {
  readonly path: string;
}

/** Makes a temporary work folder; names may hold folders. */
export async function workFolder(files: Readonly<Record<string, string>> = {}): Promise<WorkFolder> {
  const path = await mkdtemp(join(tmpdir(), 'maximus-work-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
