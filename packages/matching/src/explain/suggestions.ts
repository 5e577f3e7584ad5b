import type { AdvisoryIndex } from '@maximus/advisories';

const maxLength = 24;
const letters = '0123456789abcdefghjkmpqrvwx';

/**
 * Ids that the index has and that differ little from one it has not: other separators, a letter too many, too few,
 * swapped or wrong. At most `limit`, in the order of how likely the slip is. Some hundred look-ups.
 */
export function similarIds(index: AdvisoryIndex, id: string, limit: number): readonly string[] {
  const found = new Set<string>();
  for (const candidate of slips(id.trim())) {
    const group = index.groupOf(candidate);
    for (const each of group?.ids ?? []) if (each.toLowerCase() === candidate.toLowerCase()) found.add(each);
    if (found.size >= limit) break;
  }
  return [...found];
}

function* slips(id: string): Generator<string> {
  if (id.length === 0 || id.length > maxLength) return;
  yield id.replace(/[_ \u2010-\u2015]/g, '-');
  yield id.replace(/^(cve|ghsa|mal|pysec|rustsec|go)(?=[^-])/i, '$1-');
  yield id.replace(/^(cve)-?([0-9]{4})([0-9]+)$/i, '$1-$2-$3');
  yield `CVE-${id}`;
  yield `GHSA-${id}`;
  for (let at = 0; at < id.length; at += 1) yield id.slice(0, at) + id.slice(at + 1);
  for (let at = 0; at + 1 < id.length; at += 1) {
    yield id.slice(0, at) + id.charAt(at + 1) + id.charAt(at) + id.slice(at + 2);
  }
  for (let at = 0; at <= id.length; at += 1)
    for (const letter of letters) yield id.slice(0, at) + letter + id.slice(at);
  for (let at = 0; at < id.length; at += 1) {
    for (const letter of letters) yield id.slice(0, at) + letter + id.slice(at + 1);
  }
}
