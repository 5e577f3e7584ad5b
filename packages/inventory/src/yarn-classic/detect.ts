/** yarn 2 and later write `__metadata`; all else of that name is yarn 1's. */
export function detect(_path: string, head: string): boolean {
  return !head.includes('__metadata:');
}
