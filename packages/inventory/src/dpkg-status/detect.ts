/** The path is dpkg's own; in `status.d` lists of checksums stand beside the package files. */
export function detect(path: string, head: string): boolean {
  return !path.endsWith('.md5sums') && (head.trim() === '' || /^Package:/m.test(head));
}
