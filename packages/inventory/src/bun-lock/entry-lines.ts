/**
 * The line of each entry of `packages`, by key: bun writes one entry a line. Keys are found as text, since an object
 * forgets the order of keys that look like numbers.
 */
export function entryLines(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const section = text.indexOf('"packages"');
  if (section === -1) return lines;
  let number = 1;
  for (let at = 0; at < text.length; number++) {
    const feed = text.indexOf('\n', at);
    const end = feed === -1 ? text.length : feed;
    if (at > section) {
      const key = keyOf(text, at, end);
      if (key !== undefined && !lines.has(key)) lines.set(key, number);
    }
    at = end + 1;
  }
  return lines;
}

/** The key of a line that reads `"key": [`. */
function keyOf(text: string, start: number, end: number): string | undefined {
  let at = start;
  while (at < end && text.charCodeAt(at) <= 0x20) at++;
  if (text.charCodeAt(at) !== 0x22) return undefined;
  const close = text.indexOf('"', at + 1);
  if (close === -1 || close > end || !text.startsWith(': [', close + 1)) return undefined;
  return text.slice(at + 1, close);
}
