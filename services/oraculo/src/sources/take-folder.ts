import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { takeInventory } from '@maximus/inventory';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { type TakenInventory, takenFrom } from '../imports/taken-inventory.ts';

/** How a folder is read. */
export interface FolderOptions {
  readonly subdirectory?: string | undefined;
  readonly maxMs: number;
  readonly signal: AbortSignal;
  readonly tool: string;
  readonly commit?: string | undefined;
  readonly ref?: string | undefined;
}

/** Takes the inventory of a folder, or of a subdirectory that may not lead out of it. */
export async function takeFolder(root: string, options: FolderOptions): Promise<Result<TakenInventory>> {
  const target = await inside(root, options.subdirectory ?? '.');
  if (!target.ok) return target;
  const taken = await takeInventory(target.value, { limits: { maxMs: options.maxMs }, signal: options.signal });
  if (!taken.ok) return fail(errors.source_unreadable(taken.error.message, {}, taken.error));
  return ok(takenFrom(taken.value, options));
}

/** The real path of a folder below another; refuses what leads out of it, links included. */
async function inside(root: string, path: string): Promise<Result<string>> {
  try {
    const base = await realpath(root);
    const target = await realpath(resolve(base, path));
    if (isWithin(base, target)) return ok(target);
    return fail(errors.source_refused(`"${path}" leads out of the source`));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    return fail(errors.source_unreadable(`the folder cannot be opened (${code})`, {}, cause));
  }
}

/** Whether a path is a folder or lies below it; both are real paths. */
export function isWithin(base: string, path: string): boolean {
  const way = relative(base, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
