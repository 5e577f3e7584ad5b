const quote = 0x22;

/**
 * JSON with comments and trailing commas as plain JSON of the same length and lines: what does not belong is blanked.
 * Two passes. Text inside strings stays; broken text stays broken and is left to the parser.
 */
export function toStrictJson(text: string): string {
  return withoutTrailingCommas(withoutComments(text));
}

function withoutComments(text: string): string {
  const pieces: string[] = [];
  let copied = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = stringEnd(text, at);
    if (code !== 0x2f) continue;
    const end = commentEnd(text, at);
    if (end === at) continue;
    pieces.push(text.slice(copied, at), blank(text.slice(at, end)));
    copied = end;
    at = end - 1;
  }
  return copied === 0 ? text : pieces.join('') + text.slice(copied);
}

function withoutTrailingCommas(text: string): string {
  const pieces: string[] = [];
  let copied = 0;
  let comma = -1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20) continue;
    if ((code === 0x7d || code === 0x5d) && comma !== -1) {
      pieces.push(text.slice(copied, comma), ' ');
      copied = comma + 1;
    }
    comma = code === 0x2c ? at : -1;
    if (code === quote) at = stringEnd(text, at);
  }
  return copied === 0 ? text : pieces.join('') + text.slice(copied);
}

function stringEnd(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === quote) return at;
  }
  return text.length;
}

function commentEnd(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  if (next === 0x2f) {
    const feed = text.indexOf('\n', at);
    return feed === -1 ? text.length : feed;
  }
  if (next !== 0x2a) return at;
  const close = text.indexOf('*/', at + 2);
  return close === -1 ? text.length : close + 2;
}

function blank(text: string): string {
  return text
    .split('\n')
    .map((line) => ' '.repeat(line.length))
    .join('\n');
}
