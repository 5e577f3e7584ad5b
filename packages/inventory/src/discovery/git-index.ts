import { closeSync, constants, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { byCodeUnit } from '../disk-files.ts';

/** Largest index that is read, in bytes: a repository of about half a million files. */
const maxIndexBytes = 64 * 1024 * 1024;
/** Largest pointer or configuration file, in bytes. */
const maxTextBytes = 64 * 1024;
/** Longest path of an entry, in bytes: version 4 repeats what the path before has, and a hostile index must not multiply it. */
const maxPathBytes = 4096;

const headerBytes = 12;
/** Fixed part of an entry before its object id: times, device, inode, mode, owner, size. */
const statBytes = 40;
const extendedFlag = 0x4000;
const nameMask = 0x0fff;

/** Paths that git tracks. */
export interface TrackedPaths {
  has(path: string): boolean;
  /** Whether a tracked file lies below a folder (given without a closing slash). */
  hasBelow(folder: string): boolean;
}

/** Of a repository whose index cannot be read: any file may be tracked, so no rule of git's leaves it out. */
const anyPath: TrackedPaths = { has: () => true, hasBelow: () => true };

/**
 * The tracked paths below `root`, by the index of the repository that it is in: its own, that of a folder above, or that
 * of a linked work tree or submodule (`.git` is a file then). `undefined` where there is no repository; without an index
 * nothing is tracked yet, and with one that cannot be read everything may be.
 */
export function readTrackedPaths(root: string): TrackedPaths | undefined {
  const found = findRepository(root);
  if (found === undefined) return undefined;
  const folder = found.isFile ? linkedFolder(found.git) : found.git;
  const kind = folder === undefined ? undefined : kindOf(join(folder, 'index'));
  if (folder === undefined || kind === 'other') return anyPath;
  if (kind === undefined) return trackedPaths([]);
  const bytes = readBounded(join(folder, 'index'), maxIndexBytes);
  const paths = bytes === undefined ? undefined : parseGitIndex(bytes, objectIdBytes(folder));
  if (paths === undefined) return anyPath;
  const prefix = relative(dirname(found.git), root).split(sep).join('/');
  if (prefix === '') return trackedPaths(paths);
  return trackedPaths(paths.flatMap((path) => (path.startsWith(`${prefix}/`) ? [path.slice(prefix.length + 1)] : [])));
}

function findRepository(root: string): { readonly git: string; readonly isFile: boolean } | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    const git = join(folder, '.git');
    const kind = kindOf(git);
    if (kind === 'file') return { git, isFile: true };
    if (kind === 'folder' && kindOf(join(git, 'HEAD')) === 'file') return { git, isFile: false };
    if (dirname(folder) === folder) return undefined;
  }
}

function kindOf(path: string): 'file' | 'folder' | 'other' | undefined {
  try {
    const facts = statSync(path, { throwIfNoEntry: false });
    if (facts === undefined) return undefined;
    return facts.isFile() ? 'file' : facts.isDirectory() ? 'folder' : 'other';
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return 'other';
    throw cause;
  }
}

/** `gitdir: path`, relative to the folder that the file is in. */
function linkedFolder(file: string): string | undefined {
  const text = readBounded(file, maxTextBytes)?.toString('utf8').trim();
  if (text === undefined || !text.startsWith('gitdir:') || text.includes('\0')) return undefined;
  const folder = resolve(dirname(file), text.slice('gitdir:'.length).trim());
  return kindOf(folder) === 'folder' ? folder : undefined;
}

/** Object ids are SHA-1 unless the configuration says otherwise; that of a linked work tree is in the common folder. */
function objectIdBytes(folder: string): number {
  const common = readBounded(join(folder, 'commondir'), maxTextBytes)?.toString('utf8').trim();
  const home = common === undefined || common.includes('\0') ? folder : resolve(folder, common);
  const config = readBounded(join(home, 'config'), maxTextBytes)?.toString('utf8') ?? '';
  return /^[ \t]*objectformat[ \t]*=[ \t]*sha256/im.test(config) ? 32 : 20;
}

function readBounded(file: string, maxBytes: number): Buffer | undefined {
  let fd: number | undefined;
  try {
    // Without O_NONBLOCK, opening a FIFO waits for a writer for ever. The flag does not exist on Windows.
    fd = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const facts = fstatSync(fd);
    return facts.isFile() && facts.size <= maxBytes ? readFileSync(fd) : undefined;
  } catch (cause) {
    // What cannot be read is told by the caller: as in a tree whose index is unknown.
    if (cause instanceof Error && 'code' in cause) return undefined;
    throw cause;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Look-ups over a list of paths. */
export function trackedPaths(paths: readonly string[]): TrackedPaths {
  const all = new Set(paths);
  const sorted = [...all].sort(byCodeUnit);
  return {
    has: (path) => all.has(path),
    hasBelow(folder) {
      const prefix = `${folder}/`;
      let low = 0;
      let high = sorted.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((sorted[middle] ?? '') < prefix) low = middle + 1;
        else high = middle;
      }
      return sorted[low]?.startsWith(prefix) ?? false;
    },
  };
}

/**
 * The paths of a git index, versions 2 to 4; `undefined` where the bytes are not one, or name not every file (a split or
 * a sparse index). `idBytes` is the length of an object id. Rule: git's index-format document.
 */
export function parseGitIndex(bytes: Buffer, idBytes = 20): string[] | undefined {
  if (bytes.length < headerBytes || bytes.toString('latin1', 0, 4) !== 'DIRC') return undefined;
  const version = bytes.readUInt32BE(4);
  if (version < 2 || version > 4) return undefined;
  const count = bytes.readUInt32BE(8);
  const paths: string[] = [];
  let at = headerBytes;
  let previous = Buffer.alloc(0);
  for (let index = 0; index < count; index++) {
    const flagsAt = at + statBytes + idBytes;
    if (flagsAt + 2 > bytes.length) return undefined;
    const flags = bytes.readUInt16BE(flagsAt);
    let nameAt = flagsAt + 2 + (version >= 3 && (flags & extendedFlag) !== 0 ? 2 : 0);
    let kept = 0;
    if (version === 4) {
      const prefix = readOffset(bytes, nameAt);
      if (prefix === undefined || prefix.value > previous.length) return undefined;
      kept = previous.length - prefix.value;
      nameAt = prefix.next;
    }
    const known = flags & nameMask;
    const end = version < 4 && known < nameMask ? nameAt + known : bytes.indexOf(0, nameAt);
    if (end === -1 || end > bytes.length || kept + end - nameAt > maxPathBytes) return undefined;
    const name = bytes.subarray(nameAt, end);
    previous = kept === 0 ? Buffer.from(name) : Buffer.concat([previous.subarray(0, kept), name]);
    paths.push(previous.toString('utf8'));
    // Entries of versions 2 and 3 are padded with 1 to 8 zero bytes to a multiple of eight.
    at = version === 4 ? end + 1 : at + ((end - at + 8) & ~7);
  }
  return namesOthers(bytes, at) ? undefined : paths;
}

/** Whether an extension says that some entries stand for folders (`sdir`) or in another file (`link`). */
function namesOthers(bytes: Buffer, from: number): boolean {
  for (let at = from; at + 8 <= bytes.length; at += 8 + bytes.readUInt32BE(at + 4)) {
    const signature = bytes.toString('latin1', at, at + 4);
    if (signature === 'link' || signature === 'sdir') return true;
  }
  return false;
}

/** git's offset encoding: seven bits a byte, each continuation adds one. */
function readOffset(bytes: Buffer, from: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let at = from; at < bytes.length && at < from + 5; at++) {
    const byte = bytes[at] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) return { value, next: at + 1 };
    value++;
  }
  return undefined;
}
