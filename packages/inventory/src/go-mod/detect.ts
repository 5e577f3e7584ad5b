import { posix } from 'node:path';

/** The three names have no other meaning, so the name decides. */
export function detect(path: string): boolean {
  return ['go.mod', 'go.sum', 'go.work'].includes(posix.basename(path));
}
