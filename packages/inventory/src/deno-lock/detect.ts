import { posix } from 'node:path';

/** The name has no other meaning. */
export function detect(path: string): boolean {
  return posix.basename(path) === 'deno.lock';
}
