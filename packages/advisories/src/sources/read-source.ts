import { closeSync, openSync, readSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isAppError } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { folderFiles } from './folder.ts';
import type { Batch } from './item.ts';
import type { Budget } from './limits.ts';
import { plainFileItems } from './plain-file.ts';
import { zipItems } from './zip-file.ts';

/**
 * Everything that a path holds, in batches: a file (JSON, JSON lines, gzip, zip; told by content) or a folder of such
 * files. Throws `advisories.source_unreadable` for the path itself, `advisories.source_too_large` for a bomb; a bad file
 * inside a folder is a fault item.
 */
export async function* readSource(path: string, budget: Budget): AsyncGenerator<Batch> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(path)).isDirectory();
  } catch (cause) {
    throw errors.source_unreadable('it is not there or not readable', { file: path }, cause);
  }
  if (!isFolder) {
    yield* fileItems(path, budget);
    return;
  }
  for await (const file of folderFiles(path, budget)) {
    try {
      yield* fileItems(file, budget);
    } catch (error) {
      if (!isAppError(error) || error.code !== 'advisories.source_unreadable') throw error;
      yield [{ kind: 'fault', origin: file, reason: error.message }];
    }
  }
}

function fileItems(path: string, budget: Budget): AsyncGenerator<Batch> {
  const head = firstBytes(path);
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5)) return zipItems(path, budget);
  return plainFileItems(path, head[0] === 0x1f && head[1] === 0x8b, budget);
}

function firstBytes(path: string): Buffer {
  const bytes = Buffer.alloc(4);
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (cause) {
    throw errors.source_unreadable('it cannot be opened', { file: path }, cause);
  }
  try {
    readSync(fd, bytes, 0, 4, 0);
  } finally {
    closeSync(fd);
  }
  return bytes;
}
