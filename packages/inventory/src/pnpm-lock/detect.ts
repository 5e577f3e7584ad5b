/** Every pnpm lock file states its version near the top. */
export function detect(_path: string, head: string): boolean {
  return head.includes('lockfileVersion:');
}
