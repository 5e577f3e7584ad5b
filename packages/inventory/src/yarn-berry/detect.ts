/** Only yarn 2 and later open the file with `__metadata`. */
export function detect(_path: string, head: string): boolean {
  return head.includes('__metadata:');
}
