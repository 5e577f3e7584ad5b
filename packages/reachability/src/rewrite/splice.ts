/** A piece of text to put in the place of another; offsets in UTF-16 units. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with pieces replaced; they do not overlap. Everything else stays as it is, byte by byte. */
export function spliced(text: string, splices: readonly Splice[]): string {
  let out = '';
  let at = 0;
  for (const { start, end, text: next } of [...splices].sort((a, b) => a.start - b.start)) {
    out += text.slice(at, start) + next;
    at = end;
  }
  return out + text.slice(at);
}
