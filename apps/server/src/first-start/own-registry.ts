import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '@maximus/kernel';
import { type ExampleRegistry, startExampleRegistry } from './example-registry.ts';

/** The example whose packages are in no registry but ours. */
const project = 'berth-board';
const address = /http:\/\/127\.0\.0\.1:(\d{1,5})\//;

/**
 * Serves the examples' own packages where the copy of their project says: the port that was free at the first start stands
 * in its `.npmrc` and is taken again at every later one.
 */
export async function openOwnRegistry(bundled: string, copies: string): Promise<Result<ExampleRegistry>> {
  const text = await readFile(join(copies, project, '.npmrc'), 'utf8').catch(ifAbsent);
  return startExampleRegistry(join(bundled, 'registry'), Number(address.exec(text)?.[1] ?? 0));
}

/** Writes the address of the registry into a copy that is about to be made. */
export async function nameRegistry(name: string, folder: string, registry: ExampleRegistry): Promise<void> {
  if (name !== project) return;
  const file = join(folder, '.npmrc');
  await writeFile(file, (await readFile(file, 'utf8')).replace(address, registry.address));
}

function ifAbsent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}
