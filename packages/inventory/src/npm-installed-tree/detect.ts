/** The folder itself: its path ends with `/`. */
export function detect(path: string, _head: string): boolean {
  return path === 'node_modules/' || path.endsWith('/node_modules/');
}
