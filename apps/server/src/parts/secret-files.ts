import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

const mostBytes = 16_384;

/** Reads secrets of `<data_dir>/secrets` by name, one a line; none where there is no such file. */
export function secretFiles(dataDir: string): (name: string) => Promise<readonly string[]> {
  return (name) => secretsIn(join(dataDir, 'secrets', name));
}

async function secretsIn(path: string): Promise<readonly string[]> {
  try {
    const { size } = await stat(path);
    if (size > mostBytes) return [];
    const lines = (await readFile(path, 'utf8')).split('\n').map((line) => line.trim());
    return lines.filter((line) => line !== '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
