import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { errors } from '../errors.ts';
import { isObject } from '../osv/fault.ts';
import type { IndexManifest } from '../types.ts';
import { replaceFile } from './durable-file.ts';
import { formatVersion } from './manifest-format.ts';

/** Name of the one mutable file of an index folder. */
export const pointerName = 'current.json';

/** What a file of a generation is for. */
export type FileRole = 'base' | 'delta' | 'kev' | 'epss';

/** An immutable file of a generation. */
export interface IndexFile {
  readonly role: FileRole;
  readonly name: string;
  readonly size: number;
  /** Of the whole file, hex. */
  readonly sha256: string;
}

/** The current generation and the files of the one before it, which stay for those who still read it. */
export interface Pointer {
  readonly manifest: IndexManifest;
  readonly files: readonly IndexFile[];
  readonly previous: readonly string[];
}

/**
 * Reads the pointer; `undefined` when there is none. Throws `advisories.database_unusable` when it is damaged,
 * `advisories.database_format` when another version of the program wrote it.
 */
export function readPointer(dir: string): Pointer | undefined {
  const file = join(dir, pointerName);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw errors.database_unusable(`${pointerName} cannot be read: ${code}`, { file }, cause);
  }
  return parsePointer(text, file);
}

/** Makes a generation the current one: temporary file, fsync, rename, fsync of the folder. */
export function writePointer(dir: string, pointer: Pointer): void {
  const body = JSON.stringify(pointer);
  const text = `${JSON.stringify({ check: crc32(body), ...pointer }, null, 1)}\n`;
  replaceFile(join(dir, pointerName), join(dir, `tmp-pointer-${process.pid}`), text);
}

function parsePointer(text: string, file: string): Pointer {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw errors.database_unusable(`${pointerName} is not whole`, { file }, cause);
  }
  if (!isObject(parsed) || !isObject(parsed.manifest) || !Array.isArray(parsed.files))
    throw errors.database_unusable(`${pointerName} does not name a generation`, { file });
  const format = parsed.manifest.format;
  if (format !== formatVersion) {
    const text = `the database has format ${String(format)}, and this program reads format ${formatVersion}`;
    throw errors.database_format(text, { file });
  }
  const { check, ...rest } = parsed;
  const pointer = rest as unknown as Pointer;
  if (check !== crc32(JSON.stringify(pointer)) || !pointer.files.every(isSafe))
    throw errors.database_unusable(`${pointerName} was changed by hand or is damaged`, { file });
  return pointer;
}

/** Names are plain names in the folder; a changed pointer cannot make us open anything else. */
function isSafe(file: IndexFile): boolean {
  return isObject(file) && typeof file.name === 'string' && /^[a-z]+-[0-9a-f]{16}\.seg$/.test(file.name);
}
