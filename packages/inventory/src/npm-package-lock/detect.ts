/** A JSON object under one of the two names; the copy that npm hides in `node_modules` is not a lock file. */
export function detect(path: string, head: string): boolean {
  return !path.includes('node_modules/') && head.trimStart().startsWith('{');
}
