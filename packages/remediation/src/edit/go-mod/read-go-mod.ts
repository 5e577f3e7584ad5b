/** One version of a module that a go.mod names, with the place of the version in the text. */
export interface GoRequire {
  readonly path: string;
  readonly version: string;
  /** Marked `// indirect`: no package of the module imports it. */
  readonly indirect: boolean;
  /** Offsets of the version. */
  readonly start: number;
  readonly end: number;
}

/** `replace path [version] => target [targetVersion]`. */
export interface GoReplace {
  readonly path: string;
  readonly version?: string;
  readonly target: string;
  /** Absent for a folder. */
  readonly targetVersion?: string;
  readonly text: string;
}

/** What a plan reads of a go.mod. */
export interface GoModFile {
  readonly module?: string;
  readonly go?: string;
  readonly requires: readonly GoRequire[];
  readonly replaces: readonly GoReplace[];
  /** `path@version`. */
  readonly excludes: ReadonlySet<string>;
  /** Single versions and `[low, high]` that the module takes back. */
  readonly retracts: readonly (readonly [string, string])[];
}

const maxLines = 100_000;

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Reads a go.mod (Go Modules Reference, "go.mod files"); a line that cannot be read is left out. */
export function readGoMod(text: string): GoModFile {
  const requires: GoRequire[] = [];
  const replaces: GoReplace[] = [];
  const excludes = new Set<string>();
  const retracts: [string, string][] = [];
  let module: string | undefined;
  let go: string | undefined;
  let block: string | undefined;
  let start = 0;
  for (const line of text.split('\n', maxLines)) {
    const { words, comment } = wordsOf(line, start);
    start += line.length + 1;
    if (block !== undefined && words[0]?.text === ')') {
      block = undefined;
      continue;
    }
    if (block === undefined && words[1]?.text === '(' && words.length === 2) {
      block = words[0]?.text;
      continue;
    }
    const verb = block ?? words[0]?.text;
    const args = block === undefined ? words.slice(1) : words;
    const [first, second] = args;
    if (verb === undefined || first === undefined) continue;
    if (verb === 'module') module = first.text;
    else if (verb === 'go') go = first.text;
    else if (verb === 'require' && second !== undefined) {
      const indirect = /^indirect(?:[;\s]|$)/.test(comment);
      requires.push({ path: first.text, version: second.text, indirect, start: second.start, end: second.end });
    } else if (verb === 'exclude' && second !== undefined) excludes.add(`${first.text}@${second.text}`);
    else if (verb === 'replace') replaces.push(...replaceOf(args));
    else if (verb === 'retract') retracts.push(...retractOf(line));
  }
  return {
    ...(module === undefined ? {} : { module }),
    ...(go === undefined ? {} : { go }),
    requires,
    replaces,
    excludes,
    retracts,
  };
}

/** The text with other versions at the places of some requirements; every other byte stays. */
export function editGoMod(text: string, versions: ReadonlyMap<string, string>): string {
  const { requires } = readGoMod(text);
  let after = text;
  for (const { path, start, end } of [...requires].sort((a, b) => b.start - a.start)) {
    const version = versions.get(path);
    if (version !== undefined) after = after.slice(0, start) + version + after.slice(end);
  }
  return after;
}

function replaceOf(args: readonly Word[]): readonly GoReplace[] {
  const texts = args.map(({ text }) => text);
  const arrow = texts.indexOf('=>');
  const [path, version] = texts.slice(0, arrow);
  const [target, targetVersion] = texts.slice(arrow + 1);
  if (arrow < 1 || path === undefined || target === undefined) return [];
  return [
    {
      path,
      target,
      text: `replace ${texts.join(' ')}`,
      ...(version === undefined ? {} : { version }),
      ...(targetVersion === undefined ? {} : { targetVersion }),
    },
  ];
}

function retractOf(line: string): readonly [string, string][] {
  const body = line.split('//')[0] ?? '';
  const range = /\[\s*(v[^\s,\]]+)\s*,\s*(v[^\s,\]]+)\s*\]/.exec(body);
  if (range?.[1] !== undefined && range[2] !== undefined) return [[range[1], range[2]]];
  const single = /(?:^|\s)(v\d[^\s,]*)/.exec(body)?.[1];
  return single === undefined ? [] : [[single, single]];
}

function wordsOf(line: string, offset: number): { readonly words: readonly Word[]; readonly comment: string } {
  const at = line.search(/(?:^|\s)\/\//);
  const body = at < 0 ? line : line.slice(0, at);
  const comment = at < 0 ? '' : line.slice(line.indexOf('//', at) + 2).trim();
  const words = [...body.matchAll(/"([^"]*)"|`([^`]*)`|\(|\)|[^\s()"`]+/g)].map((found): Word => {
    const inner = found[1] ?? found[2];
    const start = offset + found.index + (inner === undefined ? 0 : 1);
    const text = inner ?? found[0];
    return { text, start, end: start + text.length };
  });
  return { words, comment };
}
