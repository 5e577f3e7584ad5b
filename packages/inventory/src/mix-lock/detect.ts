/** A map of Elixir, perhaps behind comments. */
export function detect(_path: string, head: string): boolean {
  return head.includes('%{');
}
