/** Texts that one pattern may stand for. */
const maxTexts = 256;

/**
 * `{a,b}` written out, nested ones and several in a row too; `{1..9}` and a group without a comma stay as they are.
 * `undefined` where that gives more than 256 texts or the braces nest deeper than 16.
 */
export function expandBraces(pattern: string): readonly string[] | undefined {
  return expand(pattern, 0);
}

function expand(pattern: string, depth: number): readonly string[] | undefined {
  if (depth > 16) return undefined;
  let texts: string[] = [''];
  for (let at = 0; at < pattern.length; ) {
    const open = openBrace(pattern, at);
    const group = open === -1 ? undefined : readGroup(pattern, open);
    if (group === undefined) {
      texts = texts.map((text) => text + pattern.slice(at));
      break;
    }
    const options: string[] = [];
    for (const option of group.options) {
      const inner = expand(option, depth + 1);
      if (inner === undefined || options.length + inner.length > maxTexts) return undefined;
      for (const each of inner) options.push(each);
    }
    const written = group.options.length === 1 ? options.map((option) => `{${option}}`) : options;
    if (texts.length * written.length > maxTexts) return undefined;
    const before = pattern.slice(at, open);
    texts = texts.flatMap((text) => written.map((option) => text + before + option));
    at = group.end;
  }
  return texts;
}

function openBrace(pattern: string, from: number): number {
  let open = pattern.indexOf('{', from);
  while (open > 0 && pattern[open - 1] === '\\') open = pattern.indexOf('{', open + 1);
  return open;
}

/** The parts of the group that opens at `open`, split at its own commas; `undefined` where it never ends. */
function readGroup(pattern: string, open: number): { options: string[]; end: number } | undefined {
  const options: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let at = open; at < pattern.length; at++) {
    const sign = pattern[at];
    if (sign === '\\') at++;
    else if (sign === '{') depth++;
    else if (sign === ',' && depth === 1) {
      options.push(pattern.slice(start, at));
      start = at + 1;
    } else if (sign === '}' && --depth === 0) {
      options.push(pattern.slice(start, at));
      return { options, end: at + 1 };
    }
  }
  return undefined;
}
