import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { byCodeUnit } from '../disk-files.ts';

/** Largest index that is read, in bytes: a repository of about half a million files. */
const maxIndexBytes = 64 * 1024 * 1024;

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

/** The tracked paths of the repository whose work tree is `root`; `undefined` where there is none that can be read. */
export async function readTrackedPaths(root: string): Promise<TrackedPaths | undefined> {
  const file = join(root, '.git', 'index');
  const bytes = readIndex(file);
  const paths = bytes === undefined ? undefined : parseGitIndex(bytes);
  return paths === undefined ? undefined : trackedPaths(paths);
}

function readIndex(file: string): Buffer | undefined {
  try {
    const facts = statSync(file, { throwIfNoEntry: false });
    return facts?.isFile() && facts.size <= maxIndexBytes ? readFileSync(file) : undefined;
  } catch (cause) {
    // Without the index no ignored file is known to be tracked, as in a tree without git.
    if (cause instanceof Error && 'code' in cause) return undefined;
    throw cause;
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
 * The paths of a git index, versions 2 to 4 with SHA-1 ids; `undefined` where the bytes are not one. Rule: git's
 * index-format document.
 */
export function parseGitIndex(bytes: Buffer): string[] | undefined {
  if (bytes.length < headerBytes || bytes.toString('latin1', 0, 4) !== 'DIRC') return undefined;
  const version = bytes.readUInt32BE(4);
  if (version < 2 || version > 4) return undefined;
  const count = bytes.readUInt32BE(8);
  const paths: string[] = [];
  let at = headerBytes;
  let previous = Buffer.alloc(0);
  for (let index = 0; index < count; index++) {
    const flagsAt = at + statBytes + 20;
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
    if (end === -1 || end > bytes.length) return undefined;
    const name = bytes.subarray(nameAt, end);
    previous = kept === 0 ? Buffer.from(name) : Buffer.concat([previous.subarray(0, kept), name]);
    paths.push(previous.toString('utf8'));
    // Entries of versions 2 and 3 are padded with 1 to 8 zero bytes to a multiple of eight.
    at = version === 4 ? end + 1 : at + ((end - at + 8) & ~7);
  }
  return paths;
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
