/** One logical line of a requirements file: continuation lines joined, comment taken off. */
export interface LogicalLine {
  /** Without comment and outer spaces; empty for a line that is only a comment. */
  readonly text: string;
  /** What follows `#`, spaces in front kept: `# via` blocks are told apart by their indent. */
  readonly comment?: string;
  /** Of the first physical line, from 1. */
  readonly line: number;
}

/**
 * Splits the text as pip does: a line that ends in `\` goes on with the next one, a comment line ends it, and `#` opens a
 * comment at the line's begin or after a space. Linear.
 */
export function* logicalLines(text: string): Generator<LogicalLine> {
  let parts: string[] = [];
  let first = 0;
  let line = 0;
  for (const physical of physicalLines(text)) {
    line++;
    const isComment = physical.trimStart().startsWith('#');
    if (parts.length === 0) first = line;
    if (!isComment && physical.endsWith('\\')) {
      parts.push(physical.slice(0, -1));
      continue;
    }
    if (isComment && parts.length > 0) {
      // The joined requirement ends here; the comment after it may be its `# via` annotation.
      yield splitComment(parts.join(''), first);
      parts = [];
      yield splitComment(physical, line);
      continue;
    }
    parts.push(physical);
    yield splitComment(parts.join(''), first);
    parts = [];
  }
  if (parts.length > 0) yield splitComment(parts.join(''), first);
}

function* physicalLines(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf('\n', start);
    if (end === -1) end = text.length;
    const last = end > start && text.charCodeAt(end - 1) === 0x0d ? end - 1 : end;
    yield text.slice(start, last);
    start = end + 1;
  }
}

function splitComment(joined: string, line: number): LogicalLine {
  for (let at = joined.indexOf('#'); at !== -1; at = joined.indexOf('#', at + 1)) {
    const before = joined.charCodeAt(at - 1);
    if (at === 0 || before === 0x20 || before === 0x09) {
      return { text: joined.slice(0, at).trim(), comment: joined.slice(at + 1), line };
    }
  }
  return { text: joined.trim(), line };
}
