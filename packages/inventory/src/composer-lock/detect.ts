/** A JSON object; the list of packages may stand behind the first chunk. */
export function detect(_path: string, head: string): boolean {
  return head.trimStart().startsWith('{');
}
