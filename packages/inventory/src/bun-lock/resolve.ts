/**
 * Finds the entry that a package at `from` (a key such as `parent/child`, or a workspace's name; empty for the root)
 * means by `name`: its own, then that of each folder above, then the top one. The keys mirror nested `node_modules`.
 */
export function resolveKey(keys: ReadonlySet<string>, from: string, name: string): string | undefined {
  for (let place = from; place !== ''; place = parentOf(place)) {
    const key = `${place}/${name}`;
    if (keys.has(key)) return key;
  }
  return keys.has(name) ? name : undefined;
}

/** `a/@s/b` → `a`; `@s/b` → the top, an empty text. */
function parentOf(place: string): string {
  const last = place.lastIndexOf('/');
  if (last === -1) return '';
  const before = place.lastIndexOf('/', last - 1);
  const scoped = place.charCodeAt(before + 1) === 0x40;
  const end = scoped ? before : last;
  return end <= 0 ? '' : place.slice(0, end);
}
