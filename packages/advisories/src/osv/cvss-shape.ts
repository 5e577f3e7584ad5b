const heads: Readonly<Record<string, readonly string[]>> = {
  CVSS_V2: ['AV:'],
  CVSS_V3: ['CVSS:3.0/', 'CVSS:3.1/'],
  CVSS_V4: ['CVSS:4.0/'],
};

/**
 * Whether a vector has the shape of its type: the right head and `KEY:VALUE` parts without a repeated key. It does not
 * score: that is prioritisation's work. A type that is no CVSS has no shape to hold.
 */
export function looksLikeVector(type: string, score: string): boolean {
  const head = Object.hasOwn(heads, type) ? heads[type] : undefined;
  if (head === undefined) return score.length > 0;
  if (score.length > 512 || !head.some((h) => score.startsWith(h))) return false;
  const keys: string[] = [];
  for (let start = 0; start <= score.length; ) {
    const slash = score.indexOf('/', start);
    const end = slash < 0 ? score.length : slash;
    const colon = score.indexOf(':', start);
    if (colon <= start || colon >= end - 1) return false;
    const key = score.slice(start, colon);
    if (keys.includes(key)) return false;
    keys.push(key);
    start = end + 1;
  }
  return keys.length >= 6;
}
