import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';

/** One entry: its patterns, its fields and its two groups of dependencies. */
export interface LockEntry {
  readonly line: number;
  /** `name@range`, at least one. */
  readonly patterns: readonly string[];
  readonly fields: ReadonlyMap<string, string>;
  readonly dependencies: ReadonlyMap<string, string>;
  readonly optionalDependencies: ReadonlyMap<string, string>;
}

const quote = 0x22;
const hash = 0x23;
const space = 0x20;

/** Words of one line and whether a colon ends it. */
interface Line {
  readonly words: readonly string[];
  readonly opens: boolean;
}

/**
 * Reads yarn 1's own format line by line: an entry at the margin, its fields at two spaces, what its groups hold at
 * four. Fails with `inventory.malformed` and the line on anything else, conflict marks of git included.
 */
export function readLockLines(path: string, text: string): Result<readonly LockEntry[]> {
  const entries: LockEntry[] = [];
  let fields = new Map<string, string>();
  let group: Map<string, string> | undefined;
  let groups: Record<'dependencies' | 'optionalDependencies', Map<string, string>> | undefined;
  let number = 0;
  for (let at = 0; at < text.length; ) {
    const feed = text.indexOf('\n', at);
    const next = feed === -1 ? text.length : feed;
    const end = next > at && text.charCodeAt(next - 1) === 0x0d ? next - 1 : next;
    number++;
    let start = at;
    while (start < end && text.charCodeAt(start) === space) start++;
    const indent = start - at;
    at = next + 1;
    if (start === end || text.charCodeAt(start) === hash) continue;
    const line = readLine(text, start, end);
    const bad = (why: string) => fail(errors.malformed(why, { file: path, line: number }));
    if (line === undefined) return bad('not a line that yarn 1 writes');
    if (indent === 0) {
      if (!line.opens) return bad('an entry must end in a colon');
      fields = new Map();
      groups = { dependencies: new Map(), optionalDependencies: new Map() };
      group = undefined;
      entries.push({ line: number, patterns: line.words, fields, ...groups });
    } else if (indent === 2 && groups !== undefined) {
      const [key = '', value] = line.words;
      if (line.opens) {
        group = key === 'dependencies' || key === 'optionalDependencies' ? groups[key] : new Map();
      } else {
        group = undefined;
        if (value === undefined) return bad('a field without a value');
        fields.set(key, value);
      }
    } else if (indent === 4 && group !== undefined && !line.opens) {
      const [key = '', value = ''] = line.words;
      group.set(key, value);
    } else return bad('indented as yarn 1 never does');
  }
  return ok(entries);
}

/** Words parted by spaces or by a comma and a space; `undefined` where a quote stays open. */
function readLine(text: string, start: number, end: number): Line | undefined {
  const words: string[] = [];
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === space || code === 0x2c) {
      at++;
    } else if (code === quote) {
      const close = closingQuote(text, at + 1, end);
      if (close === -1) return undefined;
      const word = unquote(text.slice(at, close + 1));
      if (word === undefined) return undefined;
      words.push(word);
      at = close + 1;
      if (at === end - 1 && text.charCodeAt(at) === 0x3a) return { words, opens: true };
    } else {
      let stop = at;
      while (stop < end && text.charCodeAt(stop) !== space && text.charCodeAt(stop) !== 0x2c) stop++;
      const opens = stop === end && text.charCodeAt(end - 1) === 0x3a;
      words.push(text.slice(at, opens ? stop - 1 : stop));
      if (opens) return { words, opens };
      at = stop;
    }
  }
  return { words, opens: false };
}

function closingQuote(text: string, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === quote) return at;
  }
  return -1;
}

function unquote(quoted: string): string | undefined {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch (cause) {
    return cause instanceof SyntaxError ? undefined : quoted.slice(1, -1);
  }
}
