const newline = 0x0a;
const backslash = 0x5c;

/**
 * Lines (from 1) of the headers `[[name]]`, in file order; a header inside a multi-line string is none. `name` is the
 * bare key, without dots or quotes.
 */
export function headerLines(text: string, name: string): readonly number[] {
  const header = `[[${name}]]`;
  const mayQuote = text.includes('"""') || text.includes("'''");
  const lines: number[] = [];
  let line = 1;
  for (let start = 0; start < text.length; line++) {
    let end = text.indexOf('\n', start);
    if (end === -1) end = text.length;
    let first = start;
    while (text.charCodeAt(first) === 0x20 || text.charCodeAt(first) === 0x09) first++;
    if (text.startsWith(header, first)) lines.push(line);
    else if (mayQuote) {
      const close = multilineEnd(text, start, end);
      for (let at = end; at < close; at++) if (text.charCodeAt(at) === newline) line++;
      if (close > end) {
        const after = text.indexOf('\n', close);
        end = after === -1 ? text.length : after;
      }
    }
    start = end + 1;
  }
  return lines;
}

/** Where the multi-line string that the line opens last ends; `end` where the line opens none. */
function multilineEnd(text: string, start: number, end: number): number {
  let at = start;
  let limit = end;
  while (at < limit) {
    const mark = text[at];
    if (mark === '#') return limit;
    if (mark !== '"' && mark !== "'") {
      at++;
      continue;
    }
    const fence = mark.repeat(3);
    if (text.startsWith(fence, at)) {
      at = closing(text, at + 3, fence);
      if (at > limit) {
        const after = text.indexOf('\n', at);
        limit = after === -1 ? text.length : after;
      }
    } else at = closingInLine(text, at + 1, limit, mark);
  }
  return limit;
}

function closing(text: string, from: number, fence: string): number {
  let at = text.indexOf(fence, from);
  while (at !== -1 && fence[0] === '"' && escaped(text, at, from)) at = text.indexOf(fence, at + 1);
  return at === -1 ? text.length : at + 3;
}

function escaped(text: string, at: number, from: number): boolean {
  let slashes = 0;
  while (at - 1 - slashes >= from && text.charCodeAt(at - 1 - slashes) === backslash) slashes++;
  return slashes % 2 === 1;
}

function closingInLine(text: string, from: number, limit: number, mark: string): number {
  for (let at = from; at < limit; at++) {
    if (mark === '"' && text.charCodeAt(at) === backslash) at++;
    else if (text[at] === mark) return at + 1;
  }
  return limit;
}
