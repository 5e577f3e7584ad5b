import { posix } from 'node:path';

/**
 * The path, relative to the scanned root, that a file at `from` means by `reference`; `undefined` where it is absolute or
 * leaves the root. Both use `/`. An empty text is the root itself.
 */
export function treePath(from: string, reference: string): string | undefined {
  if (reference.includes('\0') || posix.isAbsolute(reference) || /^[A-Za-z]:/.test(reference)) return undefined;
  const joined = posix.normalize(posix.join(posix.dirname(from), reference.replaceAll('\\', '/')));
  if (joined === '..' || joined.startsWith('../')) return undefined;
  const clean = joined.endsWith('/') ? joined.slice(0, -1) : joined;
  return clean === '.' ? '' : clean;
}

/** A name inside a folder of the tree; the root is an empty text. */
export function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
