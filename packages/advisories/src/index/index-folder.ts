import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type AppError, isAppError } from '@maximus/kernel';
import { errors } from '../errors.ts';

/**
 * Makes a folder and those above it. Not `mkdir` with `recursive`: where the system answers "no such file" for a folder
 * that it will not have, as /proc does, that never ends.
 */
export function makeFolder(dir: string): void {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(dir);
  if (parent !== dir && !existsSync(parent)) makeFolder(parent);
  try {
    mkdirSync(dir);
  } catch (error) {
    // Another writer was faster.
    if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/** A failure of the file system while an index was written, as `advisories.folder_unwritable`; anything else is thrown on. */
export function writeFault(error: unknown, dir: string): AppError {
  if (isAppError(error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || code === undefined || !/^E[A-Z0-9]+$/.test(code)) throw error;
  return errors.folder_unwritable(`the database cannot be written (${code})`, { file: dir }, error);
}
