/** NuGet writes the version and then `dependencies`. */
export function detect(_path: string, head: string): boolean {
  return head.includes('"dependencies"');
}
