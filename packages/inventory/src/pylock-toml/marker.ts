/** An environment marker, as far as a lock's selections need it; comparisons of the machine are not looked into. */
export type Marker =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Marker[] }
  /** `'name' in extras`, `'name' not in dependency_groups`. */
  | {
      readonly kind: 'selected';
      readonly list: 'extras' | 'dependency_groups';
      readonly name: string;
      readonly negated: boolean;
    }
  | { readonly kind: 'machine' };

const maxNesting = 64;

/** Reads a marker; `undefined` for what is none or nests too deep. Rule: dependency specifiers, "Environment markers". */
export function parseMarker(text: string): Marker | undefined {
  const tokens = tokenise(text);
  if (tokens === undefined) return undefined;
  let at = 0;

  const any = (depth: number): Marker | undefined => sequence('any', 'or', () => all(depth));
  const all = (depth: number): Marker | undefined => sequence('all', 'and', () => term(depth));
  const sequence = (kind: 'all' | 'any', word: string, next: () => Marker | undefined): Marker | undefined => {
    const parts: Marker[] = [];
    do {
      const part = next();
      if (part === undefined) return undefined;
      parts.push(part);
    } while (tokens[at] === word && ++at > 0);
    const [only] = parts;
    return parts.length === 1 ? only : { kind, parts };
  };
  const term = (depth: number): Marker | undefined => {
    if (depth > maxNesting) return undefined;
    if (tokens[at] !== '(') return comparison();
    at++;
    const inner = any(depth + 1);
    return inner !== undefined && tokens[at++] === ')' ? inner : undefined;
  };
  const comparison = (): Marker | undefined => {
    const left = tokens[at++];
    const negated = tokens[at] === 'not';
    if (negated) at++;
    const operator = tokens[at++];
    const right = tokens[at++];
    if (left === undefined || right === undefined || operator === undefined || !operators.has(operator))
      return undefined;
    if (negated && operator !== 'in') return undefined;
    if ((right === 'extras' || right === 'dependency_groups') && operator === 'in' && left.startsWith("'")) {
      return { kind: 'selected', list: right, name: left.slice(1), negated };
    }
    return { kind: 'machine' };
  };

  const marker = any(0);
  return at === tokens.length ? marker : undefined;
}

const operators = new Set(['===', '==', '~=', '!=', '<=', '>=', '<', '>', 'in']);

/** Words, operators and brackets; a quoted text becomes `'` and its content. */
function tokenise(text: string): readonly string[] | undefined {
  const tokens: string[] = [];
  for (let at = 0; at < text.length; ) {
    const mark = text[at] ?? '';
    if (/\s/.test(mark)) at++;
    else if (mark === '(' || mark === ')') {
      tokens.push(mark);
      at++;
    } else if (mark === '"' || mark === "'") {
      const close = text.indexOf(mark, at + 1);
      if (close === -1) return undefined;
      tokens.push(`'${text.slice(at + 1, close)}`);
      at = close + 1;
    } else {
      const isWord = /[A-Za-z0-9_.]/;
      const isOperator = /[=~!<>]/;
      const wanted = isWord.test(mark) ? isWord : isOperator.test(mark) ? isOperator : undefined;
      if (wanted === undefined) return undefined;
      const start = at;
      while (at < text.length && wanted.test(text[at] ?? '')) at++;
      tokens.push(text.slice(start, at));
    }
  }
  return tokens;
}
