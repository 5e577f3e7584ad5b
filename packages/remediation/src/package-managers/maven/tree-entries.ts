const maxLines = 100_000;

/** `group:artifact` → `group:artifact@version` of every line of a dependency tree as text, the project itself left out. */
export function treeEntries(text: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  for (const line of text.split('\n', maxLines)) {
    const found =
      /^[|+\\ -]*?[+\\]- ([^\s:]+):([^\s:]+):([^\s:]+):(?:([^\s:]+):)?([^\s:]+):(?:compile|runtime|provided|test|system)/.exec(
        line.slice(0, 2_000),
      );
    if (found === null) continue;
    const name = `${found[1]}:${found[2]}`;
    entries.set(name, `${name}@${found[5]}`);
  }
  return entries;
}
