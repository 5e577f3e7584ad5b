/** `alias = { package = "name" }` of a manifest, inline or as a table of its own: alias (as a module) → name. */
export function cargoRenames(text: string): ReadonlyMap<string, string> {
  const renames = new Map<string, string>();
  let table = '';
  for (const line of text.split('\n', 5_000)) {
    if (line.length > 1_000) continue;
    const head = /^\s*\[([^\]]{1,200})\]/.exec(line);
    if (head !== null) table = head[1]?.split('.').at(-1) ?? '';
    const name = /\bpackage\s*=\s*"([\w-]{1,100})"/.exec(line)?.[1];
    if (name === undefined) continue;
    const inline = /^\s*([\w-]{1,100})\s*=\s*\{/.exec(line)?.[1];
    renames.set((inline ?? table).replaceAll('-', '_'), name);
  }
  return renames;
}
