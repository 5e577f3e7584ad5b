/** One paragraph of a Debian control file. */
export interface Stanza {
  /**
   * By lower-case name; a folded field has its lines joined with `\n`, up to a mebibyte. The first of two equal names
   * counts.
   */
  readonly fields: ReadonlyMap<string, string>;
  /** Of its first field, from 1. */
  readonly line: number;
}

/** Longer than any real field by far; what follows is left out, for a hostile file must not fill memory. */
const maxFieldLength = 1024 * 1024;

/** Paragraphs in order. Only the `wanted` fields (lower case) are kept. Linear. Rule: Debian Policy, 5.1. */
export function* stanzas(text: string, wanted: ReadonlySet<string>): Generator<Stanza> {
  let fields = new Map<string, string>();
  let first = 0;
  let current: string | undefined;
  let line = 0;
  let hasFields = false;
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf('\n', start);
    if (end === -1) end = text.length;
    line++;
    const content = text.slice(start, end).trimEnd();
    start = end + 1;
    if (content === '') {
      if (hasFields) yield { fields, line: first };
      fields = new Map();
      hasFields = false;
      current = undefined;
      continue;
    }
    if (content.startsWith(' ') || content.startsWith('\t')) {
      if (current !== undefined) {
        const before = fields.get(current) ?? '';
        if (before.length < maxFieldLength) fields.set(current, `${before}\n${content.trim()}`);
      }
      continue;
    }
    const colon = content.indexOf(':');
    if (!hasFields) first = line;
    hasFields = true;
    const name = colon === -1 ? '' : content.slice(0, colon).toLowerCase();
    current = wanted.has(name) && !fields.has(name) ? name : undefined;
    if (current !== undefined) fields.set(current, content.slice(colon + 1, colon + 1 + maxFieldLength).trim());
  }
  if (hasFields) yield { fields, line: first };
}
