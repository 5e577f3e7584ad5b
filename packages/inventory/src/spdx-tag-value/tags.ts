/** One `Tag: value` of a document. */
export interface Tag {
  readonly name: string;
  /** Without the `<text>` marks of a longer text. */
  readonly value: string;
  /** From 1. */
  readonly line: number;
}

const opening = '<text>';
const closing = '</text>';

/**
 * The tags of a document, in order; comments and lines that are no tags are left out. A `<text>` that never ends gives a
 * tag with an empty name at its line, and nothing after it. Linear. Rule: SPDX 2.3, clause 6, "Tag:value format".
 */
export function* tags(text: string): Generator<Tag> {
  let line = 1;
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf('\n', start);
    if (end === -1) end = text.length;
    const colon = endOfName(text, start, end);
    if (colon === -1) {
      start = end + 1;
      line++;
      continue;
    }
    const name = text.slice(start, colon);
    let valueStart = colon + 1;
    while (text.charCodeAt(valueStart) === 0x20 || text.charCodeAt(valueStart) === 0x09) valueStart++;
    if (!text.startsWith(opening, valueStart)) {
      yield { name, value: text.slice(valueStart, end).trim(), line };
      start = end + 1;
      line++;
      continue;
    }
    const close = text.indexOf(closing, valueStart);
    if (close === -1) {
      yield { name: '', value: '', line };
      return;
    }
    const value = text.slice(valueStart + opening.length, close);
    yield { name, value, line };
    end = text.indexOf('\n', close);
    if (end === -1) end = text.length;
    for (let at = start; at <= end; at++) if (text.charCodeAt(at) === 0x0a) line++;
    start = end + 1;
  }
}

/** The colon behind a tag's name, which is letters only; -1 for any other line. */
function endOfName(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isLetter(text.charCodeAt(at))) at++;
  return at > start && at < end && text[at] === ':' ? at : -1;
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}
