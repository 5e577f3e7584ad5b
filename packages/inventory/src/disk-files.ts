// Synchronous on purpose: loading node:fs/promises costs a scan more than all of its reads; the walk gives way in between.
import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { type AppError, fail, ok, type Result } from '@maximus/kernel';
import { errors } from './errors.ts';
import { defaultLimits } from './limits.ts';
import type { ProjectFiles } from './types.ts';

/** Access to a folder on disk, with what discovery needs beyond `ProjectFiles`. */
export interface DiskFiles extends ProjectFiles {
  /** Absolute, links resolved. */
  readonly root: string;
  /** The first bytes of a file as text, whatever its size; for a look at what it is. */
  head(path: string): Promise<Result<string>>;
  /** Where a link leads: a path relative to the root, or a failure where it leaves the root or leads nowhere. */
  target(path: string): Promise<Result<string>>;
}

/** Bytes that `head` reads: what `detect` is shown. */
export const headBytes = 4096;

// Without O_NONBLOCK, opening a FIFO waits for a writer for ever. Neither flag exists on Windows.
const readFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/**
 * Opens a folder for reading. Every path is resolved and must stay below the root; only regular files are read, at most
 * `maxFileBytes` of them. Fails with `inventory.unreadable` where the root is not a folder.
 */
export async function openFolder(
  folder: string,
  maxFileBytes: number = defaultLimits.maxFileBytes,
): Promise<Result<DiskFiles>> {
  let root: string;
  try {
    root = realpathSync.native(folder);
    if (!statSync(root).isDirectory()) return fail(errors.unreadable('not a folder', { file: folder }));
  } catch (cause) {
    return fail(unreadable(folder, cause));
  }
  const below = root.endsWith(sep) ? root : root + sep;

  const locate = (path: string): Result<string> => {
    if (!isInside(path)) return fail(errors.path_escape('the path leaves the scanned folder', { file: path }));
    try {
      const real = realpathSync.native(join(root, path));
      if (real === root || real.startsWith(below)) return ok(real);
      return fail(errors.path_escape('a link leads out of the scanned folder', { file: path }));
    } catch (cause) {
      return fail(unreadable(path, cause));
    }
  };

  return ok({
    root,
    async read(path) {
      const real = locate(path);
      if (!real.ok) return real;
      const bytes = readBytes(real.value, path, maxFileBytes, true);
      return bytes.ok ? decode(path, bytes.value) : bytes;
    },
    async head(path) {
      const real = locate(path);
      if (!real.ok) return real;
      const bytes = readBytes(real.value, path, headBytes, false);
      return bytes.ok ? decode(path, bytes.value) : bytes;
    },
    async exists(path) {
      const real = locate(path);
      if (!real.ok) return false;
      return lstatSync(real.value, { throwIfNoEntry: false })?.isFile() ?? false;
    },
    async list(path) {
      const real = locate(path === '.' ? '' : path);
      if (!real.ok) return [];
      const names = entriesOf(real.value).map((entry) => {
        if (entry.isDirectory()) return `${entry.name}/`;
        if (!entry.isSymbolicLink()) return entry.name;
        const linked = locate(path === '' || path === '.' ? entry.name : `${path}/${entry.name}`);
        const target = linked.ok ? lstatSync(linked.value, { throwIfNoEntry: false }) : undefined;
        return target?.isDirectory() ? `${entry.name}/` : entry.name;
      });
      return names.sort(byCodeUnit);
    },
    async target(path) {
      const real = locate(path);
      if (!real.ok) return real;
      return ok(real.value === root ? '' : real.value.slice(below.length).replaceAll(sep, '/'));
    },
  });
}

/** Order of paths everywhere in an inventory: by UTF-16 code unit, the same on every machine. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isInside(path: string): boolean {
  return !path.includes('\0') && !path.startsWith('/') && !path.includes('\\') && !path.split('/').includes('..');
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    // `list` promises an empty answer for what is no folder; any other fault shows when a file of it is read.
    if (cause instanceof Error && 'code' in cause) return [];
    throw cause;
  }
}

function readBytes(real: string, path: string, limit: number, whole: boolean): Result<Buffer> {
  let fd: number | undefined;
  try {
    fd = openSync(real, readFlags);
    const facts = fstatSync(fd);
    if (!facts.isFile()) return fail(errors.unreadable('not a regular file', { file: path }));
    if (whole && facts.size > limit) return fail(tooLarge(path, facts.size, limit));
    // One byte more than the file should have tells a file that grows from one that ends.
    const buffer = Buffer.allocUnsafe(Math.min(facts.size, limit) + 1);
    let length = 0;
    for (;;) {
      const bytesRead = readSync(fd, buffer, length, buffer.length - length, length);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) break;
    }
    if (whole && length === buffer.length) {
      return length > limit
        ? fail(tooLarge(path, length, limit))
        : fail(errors.unreadable('the file grew while it was read', { file: path }));
    }
    return ok(buffer.subarray(0, Math.min(length, limit)));
  } catch (cause) {
    return fail(unreadable(path, cause));
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function tooLarge(path: string, size: number, limit: number): AppError {
  const details = { file: path, sizeBytes: size, limitBytes: limit };
  return errors.too_large(`${size} bytes, more than the limit of ${limit} (maxFileBytes)`, details);
}

function unreadable(path: string, cause: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
  return errors.unreadable(`cannot be read (${code})`, { file: path }, cause);
}

function decode(path: string, bytes: Buffer): Result<string> {
  const [first, second, third] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return fail(errors.malformed('the file is UTF-16; write it as UTF-8', { file: path, line: 1 }));
  }
  const marked = first === 0xef && second === 0xbb && third === 0xbf;
  return ok(bytes.toString('utf8', marked ? 3 : 0));
}
