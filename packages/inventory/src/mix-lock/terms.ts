/** A literal of Elixir. Atoms and strings are told apart, tuples and lists too; a keyword list is a list of pairs. */
export type Term =
  | { readonly type: 'atom' | 'string' | 'other'; readonly text: string; readonly at: number }
  | { readonly type: 'tuple' | 'list'; readonly items: readonly Term[]; readonly at: number }
  | { readonly type: 'map'; readonly entries: readonly (readonly [Term, Term])[]; readonly at: number };

/** Why a text is no literal: where, and whether it nests too deep. */
export interface TermFault {
  readonly at: number;
  readonly tooDeep: boolean;
}

/** A literal, the offset after it, or the fault. */
export type TermResult = { readonly term: Term; readonly end: number } | { readonly fault: TermFault };

class Fault extends Error {
  readonly fault: TermFault;
  constructor(at: number, tooDeep = false) {
    super('no literal');
    this.fault = { at, tooDeep };
  }
}

/**
 * Reads one literal of Elixir that starts at `at`: map, tuple, list, keyword pairs, string, atom, number, `nil`, `true`,
 * `false`. Code (calls, operators, interpolation, heredocs) is a fault: nothing is evaluated.
 */
export function readTerm(text: string, at: number, maxDepth: number): TermResult {
  try {
    const reader = new TermReader(text, at, maxDepth);
    const term = reader.term(1);
    return { term, end: reader.offset };
  } catch (thrown) {
    if (thrown instanceof Fault) return { fault: thrown.fault };
    throw thrown;
  }
}

const quote = 0x22;
const hash = 0x23;
const backslash = 0x5c;

/**
 * The entries of a map that is the whole of a text, one by one, so that a file of any length is never held as terms. The
 * last thing given is a fault where the text ends in one, or is no map.
 */
export function* readEntries(
  text: string,
  maxDepth: number,
): Generator<readonly [Term, Term] | { readonly fault: TermFault }> {
  const reader = new TermReader(text, 0, maxDepth);
  try {
    yield* reader.wholeMap();
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    yield { fault: thrown.fault };
  }
}

class TermReader {
  readonly #text: string;
  readonly #maxDepth: number;
  offset: number;

  constructor(text: string, at: number, maxDepth: number) {
    this.#text = text;
    this.offset = at;
    this.#maxDepth = maxDepth;
  }

  term(depth: number): Term {
    this.#skip();
    const at = this.offset;
    if (depth > this.#maxDepth) throw new Fault(at, true);
    const sign = this.#text[at];
    if (sign === '%' && this.#text[at + 1] === '{') {
      this.offset += 2;
      return { type: 'map', entries: [...this.#entries(depth)], at };
    }
    if (sign === '{') {
      this.offset++;
      return { type: 'tuple', items: this.#items('}', depth), at };
    }
    if (sign === '[') {
      this.offset++;
      return { type: 'list', items: this.#items(']', depth), at };
    }
    if (sign === '"') return { type: 'string', text: this.#string(), at };
    if (sign === ':') {
      this.offset++;
      return { type: 'atom', text: this.#text[this.offset] === '"' ? this.#string() : this.#word(), at };
    }
    return { type: 'other', text: this.#word(), at };
  }

  *wholeMap(): Generator<readonly [Term, Term]> {
    this.#skip();
    if (!this.#text.startsWith('%{', this.offset)) throw new Fault(this.offset);
    this.offset += 2;
    yield* this.#entries(1);
  }

  *#entries(depth: number): Generator<readonly [Term, Term]> {
    while (!this.#closes('}')) {
      const keyword = this.#keyword();
      const key = keyword ?? this.term(depth + 1);
      if (keyword === undefined) this.#arrow();
      yield [key, this.term(depth + 1)];
      this.#comma('}');
    }
  }

  /** `=>`, or the colon of a quoted keyword. */
  #arrow(): void {
    this.#skip();
    if (this.#text.startsWith('=>', this.offset)) this.offset += 2;
    else if (this.#text[this.offset] === ':') this.offset++;
    else throw new Fault(this.offset);
  }

  #items(close: '}' | ']', depth: number): Term[] {
    const items: Term[] = [];
    while (!this.#closes(close)) {
      const key = this.#keyword();
      if (key === undefined) items.push(this.term(depth + 1));
      else items.push({ type: 'tuple', items: [key, this.term(depth + 1)], at: key.at });
      this.#comma(close);
    }
    return items;
  }

  /** `key: ` of a keyword list, taken with its colon; a map's `"key": ` keeps its colon for the map. */
  #keyword(): Term | undefined {
    this.#skip();
    const at = this.offset;
    let end = at;
    while (isWord(this.#text.charCodeAt(end))) end++;
    if (end === at || this.#text[end] !== ':' || this.#text[end + 1] === ':') return undefined;
    this.offset = end + 1;
    return { type: 'atom', text: this.#text.slice(at, end), at };
  }

  #closes(close: '}' | ']'): boolean {
    this.#skip();
    if (this.#text[this.offset] !== close) return false;
    this.offset++;
    return true;
  }

  #comma(close: '}' | ']'): void {
    this.#skip();
    if (this.#text[this.offset] === ',') this.offset++;
    else if (this.#text[this.offset] !== close) throw new Fault(this.offset);
  }

  #string(): string {
    const open = this.offset;
    if (this.#text.startsWith('"""', open)) throw new Fault(open);
    let value = '';
    let from = open + 1;
    for (let at = from; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === quote) {
        this.offset = at + 1;
        return value + this.#text.slice(from, at);
      }
      if (code === hash && this.#text[at + 1] === '{') throw new Fault(at);
      if (code !== backslash) continue;
      value += this.#text.slice(from, at) + escaped(this.#text[++at] ?? '');
      from = at + 1;
    }
    throw new Fault(open);
  }

  #word(): string {
    const at = this.offset;
    let end = at;
    while (isWord(this.#text.charCodeAt(end))) end++;
    if (end === at) throw new Fault(at);
    this.offset = end;
    return this.#text.slice(at, end);
  }

  #skip(): void {
    for (; this.offset < this.#text.length; this.offset++) {
      const code = this.#text.charCodeAt(this.offset);
      if (code === 0x23) {
        const feed = this.#text.indexOf('\n', this.offset);
        this.offset = feed === -1 ? this.#text.length : feed;
      } else if (code > 0x20) return;
    }
  }
}

function escaped(sign: string): string {
  return sign === 'n' ? '\n' : sign === 't' ? '\t' : sign === 'r' ? '\r' : sign;
}

/** Letters, digits and what names, atoms and numbers hold besides: `_ . @ ? ! + -`. */
function isWord(code: number): boolean {
  if (code >= 0x80) return true;
  if (code >= 0x30 && code <= 0x39) return true;
  const letter = code | 0x20;
  if (letter >= 0x61 && letter <= 0x7a) return true;
  return (
    code === 0x5f || code === 0x2e || code === 0x40 || code === 0x3f || code === 0x21 || code === 0x2b || code === 0x2d
  );
}

/** The text of an atom or a string. */
export function textOf(term: Term | undefined): string | undefined {
  return term?.type === 'string' || term?.type === 'atom' ? term.text : undefined;
}

/** The value of a key in a keyword list or map. */
export function memberOf(term: Term | undefined, key: string): Term | undefined {
  if (term?.type === 'map') return term.entries.find(([name]) => textOf(name) === key)?.[1];
  if (term?.type !== 'list') return undefined;
  for (const item of term.items) {
    if (item.type === 'tuple' && item.items.length === 2 && textOf(item.items[0]) === key) return item.items[1];
  }
  return undefined;
}
