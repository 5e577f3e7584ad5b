/** The line (from 1) of an offset in a text. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/**
 * Finds the lines of needles that stand in a text in the order in which they are asked for, in one pass over the text.
 * A needle that is not found after the last one gives `undefined` and leaves the place unchanged.
 */
export function createLineFinder(text: string): (needle: string) => number | undefined {
  let offset = 0;
  let line = 1;
  return (needle) => {
    const found = text.indexOf(needle, offset);
    if (found === -1) return undefined;
    for (let at = text.indexOf('\n', offset); at !== -1 && at < found; at = text.indexOf('\n', at + 1)) line++;
    offset = found;
    return line;
  };
}
