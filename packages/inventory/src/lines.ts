/** The line (from 1) of an offset in a text. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** How often a text may be searched in vain before the search is given up: a hostile file must not cost a square. */
const vainPasses = 16;

/**
 * Finds the lines of needles that stand in a text in the order in which they are asked for, in one pass over the text.
 * The same needle again means its next place. A needle that is not found after the last one gives `undefined` and leaves the place unchanged; after the work of
 * sixteen passes in vain every further needle gives `undefined`.
 */
export function createLineFinder(text: string): (needle: string) => number | undefined {
  let offset = 0;
  let line = 1;
  let last: string | undefined;
  let vain = text.length * vainPasses;
  // Kept between calls: in a text of one line each search for a next newline would go to its end.
  let newline = text.indexOf('\n');
  return (needle) => {
    if (vain < 0) return undefined;
    const found = text.indexOf(needle, needle === last ? offset + 1 : offset);
    if (found === -1) {
      vain -= text.length - offset;
      return undefined;
    }
    for (; newline !== -1 && newline < found; newline = text.indexOf('\n', newline + 1)) line++;
    offset = found;
    last = needle;
    return line;
  };
}
