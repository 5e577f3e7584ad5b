/** bun writes its version first. */
export function detect(_path: string, head: string): boolean {
  return head.includes('"lockfileVersion"');
}
