import { compileName, compilePath, type Effort } from '../glob/index.ts';

/** The rules of one file. */
export interface RuleSet {
  readonly size: number;
  /**
   * What the last rule that fits says of a path relative to the file's folder (a folder ends with `/`): true to ignore it,
   * false to take it back, `undefined` where no rule fits.
   */
  verdict(path: string): boolean | undefined;
}

interface Rule {
  /** Place in the file: the last one wins. */
  readonly at: number;
  readonly ignores: boolean;
  readonly onlyFolders: boolean;
}

interface CostlyRule extends Rule {
  /** `segments` are asked for only where the rule is about a path. */
  readonly fits: (name: string, segments: () => readonly string[]) => boolean;
}

/** What a character of a pattern takes of the effort, for the memory that it takes as well. */
const stepsToCompile = 100;

/** Longest rule that is read; a longer one names no path that a file system takes. */
const maxLength = 4096;

/**
 * Compiles the rules of a file; `undefined` where there are more than `max`, or than the effort allows. A rule is looked up by name or path where it has no
 * wildcard; only the others are compared one by one. Rule: git's documentation, gitignore, "Pattern format".
 */
export function compileRules(text: string, max: number, effort: Effort): RuleSet | undefined {
  const byName = new Map<string, Rule[]>();
  const byPath = new Map<string, Rule[]>();
  const costly: CostlyRule[] = [];
  let size = 0;
  for (const line of linesOf(text)) {
    const read = readRule(line);
    if (read === undefined) continue;
    if (++size > max) return undefined;
    const { pattern, anchored, ...facts } = read;
    const rule = { at: size, ...facts };
    if (/[*?[\\]/.test(pattern)) {
      effort.left -= pattern.length * stepsToCompile;
      if (effort.left < 0) return undefined;
      const fits = anchored ? compileAnchored(pattern, effort) : compileName(pattern, effort);
      if (fits !== undefined) costly.push({ ...rule, fits });
    } else if (anchored) add(byPath, pattern, rule);
    else add(byName, pattern, rule);
  }
  costly.reverse();
  return {
    size,
    verdict(given) {
      const isFolder = given.endsWith('/');
      const path = isFolder ? given.slice(0, -1) : given;
      const name = path.slice(path.lastIndexOf('/') + 1);
      let parts: readonly string[] | undefined;
      const segments = () => {
        parts ??= path.split('/');
        return parts;
      };
      let last: Rule | undefined;
      for (const rule of [...(byName.get(name) ?? []), ...(byPath.get(path) ?? [])]) {
        if ((isFolder || !rule.onlyFolders) && rule.at > (last?.at ?? 0)) last = rule;
      }
      for (const rule of costly) {
        if (rule.at < (last?.at ?? 0) || --effort.left < 0) break;
        if ((isFolder || !rule.onlyFolders) && rule.fits(name, segments)) {
          last = rule;
          break;
        }
      }
      return last?.ignores;
    },
  };
}

function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf('\n', start);
    if (end === -1) end = text.length;
    yield text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end);
    start = end + 1;
  }
}

function readRule(line: string) {
  if (line === '' || line.startsWith('#') || line.length > maxLength) return undefined;
  let text = withoutTrailingSpaces(line);
  const ignores = !text.startsWith('!');
  if (!ignores) text = text.slice(1);
  const onlyFolders = text.endsWith('/');
  if (onlyFolders) text = text.slice(0, -1);
  if (text === '' || text === '/') return undefined;
  const anchored = text.includes('/');
  return { pattern: text.startsWith('/') ? text.slice(1) : text, anchored, ignores, onlyFolders };
}

/** A space before the end counts only behind a `\`. */
function withoutTrailingSpaces(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ' && line[end - 2] !== '\\') end--;
  return line.slice(0, end);
}

function compileAnchored(pattern: string, effort: Effort): CostlyRule['fits'] | undefined {
  // An escaped slash is a slash.
  const segments = pattern
    .split('/')
    .map((each, at, all) => (at < all.length - 1 && endsEscaped(each) ? each.slice(0, -1) : each));
  const test = compilePath(segments, effort);
  return test === undefined ? undefined : (_name, path) => test(path());
}

function endsEscaped(text: string): boolean {
  let count = 0;
  while (text[text.length - 1 - count] === '\\') count++;
  return count % 2 === 1;
}

/** Keeps what can still be the last rule that fits: one for files and folders, and one for folders behind it. */
function add(map: Map<string, Rule[]>, key: string, rule: Rule): void {
  const before = rule.onlyFolders ? (map.get(key) ?? []).filter(({ onlyFolders }) => !onlyFolders) : [];
  map.set(key, [...before, rule]);
}
