/** A test of one name, without `/`. */
export type NameTest = (name: string) => boolean;

/** How much comparing is left for patterns of foreign origin; shared between them, and below zero once it is used up. */
export interface Effort {
  left: number;
}

type Token = { readonly kind: 'character'; readonly text: string } | { readonly kind: 'any' | 'star' } | ClassToken;

interface ClassToken {
  readonly kind: 'class';
  readonly negated: boolean;
  readonly ranges: readonly (readonly [string, string])[];
}

/**
 * Compiles `*`, `?`, `[a-z]`, `[!a]` and `\` + character, as in fnmatch(3), for one name. Comparing takes at most name × pattern steps,
 * which are taken from `effort`; used up, nothing matches. `undefined` for a class that does not end or a `\` at the end.
 */
export function compileName(pattern: string, effort?: Effort): NameTest | undefined {
  if (!/[*?[\\]/.test(pattern)) return (name) => name === pattern;
  const tokens = tokensOf(pattern);
  if (tokens === undefined) return undefined;
  const [first] = tokens;
  if (first?.kind === 'star' && tokens.length === 1) return () => true;
  if (first?.kind === 'star' && tokens.every(({ kind }, at) => at === 0 || kind === 'character')) {
    const end = tokens.map((token) => (token.kind === 'character' ? token.text : '')).join('');
    return (name) => name.endsWith(end);
  }
  return (name) => matches(tokens, name, effort);
}

/** From the left; after a mismatch the last star takes one character more: no earlier star can then do better. */
function matches(tokens: readonly Token[], name: string, effort: Effort | undefined): boolean {
  let at = 0;
  let token = 0;
  let star = -1;
  let resume = 0;
  while (at < name.length) {
    if (effort !== undefined && --effort.left < 0) return false;
    const current = tokens[token];
    if (current?.kind === 'star') {
      star = token++;
      resume = at;
    } else if (current !== undefined && takes(current, name.charAt(at))) {
      token++;
      at++;
    } else if (star !== -1) {
      token = star + 1;
      at = ++resume;
    } else return false;
  }
  while (tokens[token]?.kind === 'star') token++;
  return token === tokens.length;
}

function takes(token: Token, character: string): boolean {
  if (token.kind === 'character') return token.text === character;
  if (token.kind !== 'class') return token.kind === 'any';
  return token.negated !== token.ranges.some(([from, to]) => from <= character && character <= to);
}

function tokensOf(pattern: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern.charAt(at);
    if (sign === '*') {
      if (tokens.at(-1)?.kind !== 'star') tokens.push({ kind: 'star' });
    } else if (sign === '?') tokens.push({ kind: 'any' });
    else if (sign === '[') {
      const read = readClass(pattern, at);
      if (read === undefined) return undefined;
      tokens.push(read.token);
      at = read.end;
    } else {
      if (sign === '\\' && ++at === pattern.length) return undefined;
      tokens.push({ kind: 'character', text: pattern.charAt(at) });
    }
  }
  return tokens;
}

const named: ReadonlyMap<string, readonly (readonly [string, string])[]> = new Map([
  [
    'alnum',
    [
      ['0', '9'],
      ['A', 'Z'],
      ['a', 'z'],
    ],
  ],
  [
    'alpha',
    [
      ['A', 'Z'],
      ['a', 'z'],
    ],
  ],
  [
    'blank',
    [
      [' ', ' '],
      ['\t', '\t'],
    ],
  ],
  ['digit', [['0', '9']]],
  ['lower', [['a', 'z']]],
  [
    'punct',
    [
      ['!', '/'],
      [':', '@'],
      ['[', '`'],
      ['{', '~'],
    ],
  ],
  [
    'space',
    [
      ['\t', '\r'],
      [' ', ' '],
    ],
  ],
  ['upper', [['A', 'Z']]],
  [
    'xdigit',
    [
      ['0', '9'],
      ['A', 'F'],
      ['a', 'f'],
    ],
  ],
] as const);

/** The class that opens at `open`; a `]` that comes first is one of its characters. */
function readClass(pattern: string, open: number): { token: ClassToken; end: number } | undefined {
  let at = open + 1;
  const negated = pattern[at] === '!' || pattern[at] === '^';
  if (negated) at++;
  const ranges: (readonly [string, string])[] = [];
  const character = (): string => {
    if (pattern[at] === '\\') at++;
    return pattern.charAt(at++);
  };
  for (let isFirst = true; isFirst || pattern[at] !== ']'; isFirst = false) {
    if (at >= pattern.length) return undefined;
    const close = pattern.startsWith('[:', at) ? pattern.indexOf(':]', at) : -1;
    if (close !== -1) {
      const known = named.get(pattern.slice(at + 2, close));
      if (known === undefined) return undefined;
      for (const range of known) ranges.push(range);
      at = close + 2;
      continue;
    }
    const from = character();
    const isRange = pattern[at] === '-' && at + 1 < pattern.length && pattern[at + 1] !== ']';
    if (isRange) at++;
    ranges.push([from, isRange ? character() : from]);
  }
  return { token: { kind: 'class', negated, ranges }, end: at };
}
