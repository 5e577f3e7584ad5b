/** Every package.json is one; what it holds is the parser's business. */
export function detect(_path: string, _head: string): boolean {
  return true;
}
