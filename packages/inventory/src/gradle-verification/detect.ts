import { posix } from 'node:path';

/** The name, and Gradle's root element where the head shows one. */
export function detect(path: string, head: string): boolean {
  if (posix.basename(path) !== 'verification-metadata.xml') return false;
  return head === '' || head.includes('<verification-metadata') || !head.includes('<project');
}
