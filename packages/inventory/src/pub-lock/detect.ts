/** Packages come first, also an empty list of them. */
export function detect(_path: string, head: string): boolean {
  return head.includes('packages:') || head.includes('sdks:');
}
