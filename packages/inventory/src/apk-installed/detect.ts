/** The path is apk's own; an image without packages has an empty file. */
export function detect(_path: string, head: string): boolean {
  return head.trim() === '' || /^[A-Za-z]:/m.test(head);
}
