/** The names belong to uv; the content decides only whether it is TOML at all, which `parse` reports better. */
export function detect(path: string, _head: string): boolean {
  return path.endsWith('uv.lock') || path.endsWith('.py.lock');
}
