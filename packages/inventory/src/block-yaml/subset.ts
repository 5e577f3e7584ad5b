import { scanFlow } from './flow.ts';
import { NotInSubset } from './not-in-subset.ts';
import { opensPlain, plainKeyEnd, plainValueEnd, scanQuoted, trimEnd } from './scalars.ts';
import { YamlMap, type YamlValue } from './yaml-tree.ts';

const space = 0x20;
const dash = 0x2d;
const colon = 0x3a;
const hash = 0x23;

/** Longest implicit key that YAML allows (YAML 1.2.2, 7.4.2). */
const maxKeyLength = 1024;

/** A key that is there twice, or nesting past the limit: an error of the file, whoever reads it. */
export interface SubsetFault {
  readonly reason: 'duplicate_key' | 'too_deep';
  readonly line: number;
}

class Fault extends Error {
  readonly fault: SubsetFault;
  constructor(fault: SubsetFault) {
    super(fault.reason);
    this.fault = fault;
  }
}

/**
 * Reads the part of YAML that package managers write: block mappings, block lists of scalars, flow collections on one
 * line, plain and quoted scalars on one line, literal and folded blocks, comments. `undefined` for anything else, so that a
 * full reader decides; it never guesses. One pass over the text. `lineOffset` is added to every line number.
 */
export function readSubset(source: string, maxDepth: number, lineOffset = 0): YamlMap | SubsetFault | undefined {
  try {
    return new SubsetReader(source, maxDepth, lineOffset).document();
  } catch (thrown) {
    if (thrown instanceof NotInSubset) return undefined;
    if (thrown instanceof Fault) return thrown.fault;
    throw thrown;
  }
}

class SubsetReader {
  readonly #source: string;
  readonly #maxDepth: number;
  /** The current line: its number, indent, first character and end; `#indent` is -1 after the last line. */
  #line = 0;
  #indent = 0;
  #start = 0;
  #end = 0;
  #next = 0;

  constructor(source: string, maxDepth: number, lineOffset: number) {
    if (source.includes('\t')) throw new NotInSubset();
    for (let at = source.indexOf('\r'); at !== -1; at = source.indexOf('\r', at + 1)) {
      if (source.charCodeAt(at + 1) !== 0x0a) throw new NotInSubset();
    }
    this.#source = source;
    this.#maxDepth = maxDepth;
    this.#line = lineOffset;
    this.#advance();
  }

  document(): YamlMap {
    if (this.#indent !== 0) throw new NotInSubset();
    const map = this.#map(0, 1);
    if (!this.#isAtEnd()) throw new NotInSubset();
    return map;
  }

  /** Moves to the next line that is neither blank nor only a comment. */
  #advance(): void {
    while (this.#rawLine()) {
      if (this.#start < this.#end && this.#source.charCodeAt(this.#start) !== hash) return;
    }
    this.#indent = -1;
  }

  #rawLine(): boolean {
    const source = this.#source;
    const begin = this.#next;
    if (begin >= source.length) return false;
    this.#line++;
    const feed = source.indexOf('\n', begin);
    let end = feed === -1 ? source.length : feed;
    this.#next = feed === -1 ? source.length : feed + 1;
    if (end > begin && source.charCodeAt(end - 1) === 0x0d) end--;
    let start = begin;
    while (start < end && source.charCodeAt(start) === space) start++;
    this.#start = start;
    this.#indent = start - begin;
    this.#end = end;
    return true;
  }

  #isAtEnd(): boolean {
    return this.#indent === -1;
  }

  /** `---` or `...` at the start of a line parts documents. */
  #isMarker(): boolean {
    return (
      this.#indent === 0 && (this.#source.startsWith('---', this.#start) || this.#source.startsWith('...', this.#start))
    );
  }

  #isListItem(): boolean {
    if (this.#source.charCodeAt(this.#start) !== dash) return false;
    return this.#start + 1 === this.#end || this.#source.charCodeAt(this.#start + 1) === space;
  }

  #map(indent: number, depth: number): YamlMap {
    if (depth > this.#maxDepth) throw new Fault({ reason: 'too_deep', line: this.#line });
    const map = new YamlMap();
    while (this.#indent === indent && !this.#isListItem()) {
      if (this.#isMarker()) throw new NotInSubset();
      const line = this.#line;
      const explicit =
        this.#source.charCodeAt(this.#start) === 0x3f && this.#source.charCodeAt(this.#start + 1) === space;
      const key = explicit ? this.#explicitKey(indent) : this.#implicitKey();
      const value = this.#valueAfter(key.end, indent, depth, explicit);
      if (!map.add(key.text, value, line)) throw new Fault({ reason: 'duplicate_key', line });
    }
    if (this.#indent > indent) throw new NotInSubset();
    return map;
  }

  #implicitKey(): { text: string; end: number } {
    const source = this.#source;
    const first = source.charCodeAt(this.#start);
    if (first === 0x22 || first === 0x27) {
      const quoted = scanQuoted(source, this.#start, this.#end);
      let at = quoted.end;
      while (at < this.#end && source.charCodeAt(at) === space) at++;
      if (at >= this.#end || source.charCodeAt(at) !== colon) throw new NotInSubset();
      if (at + 1 < this.#end && source.charCodeAt(at + 1) !== space) throw new NotInSubset();
      if (at - this.#start > maxKeyLength) throw new NotInSubset();
      return { text: quoted.text, end: at + 1 };
    }
    if (!opensPlain(source, this.#start, this.#end, false)) throw new NotInSubset();
    const end = plainKeyEnd(source, this.#start, this.#end);
    if (end === -1 || end - this.#start > maxKeyLength) throw new NotInSubset();
    return { text: source.slice(this.#start, trimEnd(source, this.#start, end)), end: end + 1 };
  }

  /** `? key` with its `:` on the next line: how keys over 1,024 characters are written. */
  #explicitKey(indent: number): { text: string; end: number } {
    const source = this.#source;
    let at = this.#start + 1;
    while (at < this.#end && source.charCodeAt(at) === space) at++;
    if (at === this.#end) throw new NotInSubset();
    const text = this.#inlineScalar(at);
    this.#advance();
    if (this.#indent !== indent || source.charCodeAt(this.#start) !== colon) throw new NotInSubset();
    if (this.#start + 1 < this.#end && source.charCodeAt(this.#start + 1) !== space) throw new NotInSubset();
    return { text, end: this.#start + 1 };
  }

  #valueAfter(after: number, indent: number, depth: number, explicit: boolean): YamlValue {
    const source = this.#source;
    let at = after;
    while (at < this.#end && source.charCodeAt(at) === space) at++;
    if (at === this.#end || source.charCodeAt(at) === hash) {
      this.#advance();
      return this.#nested(indent, depth);
    }
    const first = source.charCodeAt(at);
    if (explicit && (first === 0x3f || first === dash)) throw new NotInSubset();
    if (first === 0x7c || first === 0x3e) return this.#blockScalar(at, indent);
    const value = first === 0x7b || first === 0x5b ? this.#inlineFlow(at, depth) : this.#inlineScalar(at);
    if (explicit && source.indexOf(': ', at) !== -1 && source.indexOf(': ', at) < this.#end) throw new NotInSubset();
    this.#advance();
    if (this.#indent > indent) throw new NotInSubset();
    return value;
  }

  #nested(indent: number, depth: number): YamlValue {
    if (this.#indent > indent) {
      const inner = this.#indent;
      const value = this.#isListItem() ? this.#list(inner) : this.#map(inner, depth + 1);
      if (this.#indent > indent) throw new NotInSubset();
      return value;
    }
    // A list may stand at the indent of its key (YAML 1.2.2, 8.2.1).
    return this.#indent === indent && this.#isListItem() ? this.#list(indent) : '';
  }

  /** A list of scalars and one-line flow collections; lists of mappings are left to the library. */
  #list(indent: number): YamlValue {
    const list: YamlValue[] = [];
    while (this.#indent === indent && this.#isListItem()) {
      if (this.#isMarker()) throw new NotInSubset();
      let at = this.#start + 1;
      while (at < this.#end && this.#source.charCodeAt(at) === space) at++;
      if (at >= this.#end || this.#source.charCodeAt(at) === hash) throw new NotInSubset();
      const first = this.#source.charCodeAt(at);
      list.push(first === 0x7b || first === 0x5b ? this.#inlineFlow(at, 1) : this.#inlineScalar(at));
      this.#advance();
    }
    if (this.#indent > indent) throw new NotInSubset();
    return list;
  }

  #inlineScalar(at: number): string {
    const source = this.#source;
    const first = source.charCodeAt(at);
    if (first === 0x22 || first === 0x27) {
      const quoted = scanQuoted(source, at, this.#end);
      this.#lineEndsAfter(quoted.end);
      return quoted.text;
    }
    if (!opensPlain(source, at, this.#end, false)) throw new NotInSubset();
    return source.slice(at, plainValueEnd(source, at, this.#end));
  }

  #inlineFlow(at: number, depth: number): YamlValue {
    const line = this.#line;
    const tooDeep = (): never => {
      throw new Fault({ reason: 'too_deep', line });
    };
    const place = { source: this.#source, limit: this.#end, line, tooDeep, maxDepth: this.#maxDepth };
    const flow = scanFlow(place, at, depth + 1);
    this.#lineEndsAfter(flow.end);
    return flow.value;
  }

  /** Only spaces, or a comment parted by a space, may follow. */
  #lineEndsAfter(end: number): void {
    let at = end;
    while (at < this.#end && this.#source.charCodeAt(at) === space) at++;
    if (at < this.#end && (at === end || this.#source.charCodeAt(at) !== hash)) throw new NotInSubset();
  }

  /** A literal or folded block (`|`, `|-`, `>`, `>-`) whose first line is not blank; no line of a folded one indents more. */
  #blockScalar(at: number, indent: number): string {
    const folded = this.#source.charCodeAt(at) === 0x3e;
    const strip = this.#source.charCodeAt(at + 1) === dash && at + 1 < this.#end;
    if (at + (strip ? 2 : 1) !== this.#end) throw new NotInSubset();
    const lines: string[] = [];
    let blockIndent = -1;
    while (this.#rawLine()) {
      const blank = this.#start === this.#end;
      if (blockIndent === -1) {
        if (blank || this.#indent <= indent) throw new NotInSubset();
        blockIndent = this.#indent;
      }
      if (blank) {
        if (this.#indent > blockIndent) throw new NotInSubset();
        lines.push('');
      } else if (this.#indent < blockIndent) {
        if (this.#indent > indent) throw new NotInSubset();
        return this.#endBlock(lines, strip, folded);
      } else {
        if (folded && this.#indent > blockIndent) throw new NotInSubset();
        lines.push(this.#source.slice(this.#start - this.#indent + blockIndent, this.#end));
      }
    }
    if (blockIndent === -1) throw new NotInSubset();
    this.#indent = -1;
    // Whether the last line ended in a break decides what is kept; the library knows.
    if (this.#source.charCodeAt(this.#source.length - 1) !== 0x0a && !strip) throw new NotInSubset();
    return joinLines(lines, strip, folded);
  }

  #endBlock(lines: string[], strip: boolean, folded: boolean): string {
    if (this.#source.charCodeAt(this.#start) === hash) this.#advance();
    return joinLines(lines, strip, folded);
  }
}

/** Rule: YAML 1.2.2, 8.1.2 and 8.1.3: folding makes one break a space, and n breaks n - 1 of them. */
function joinLines(lines: string[], strip: boolean, folded: boolean): string {
  while (lines.at(-1) === '') lines.pop();
  let text = lines[0] ?? '';
  let blanks = 0;
  for (const line of lines.slice(1)) {
    if (folded && line === '') blanks++;
    else {
      text += folded ? (blanks === 0 ? ' ' : '\n'.repeat(blanks)) : '\n';
      text += line;
      blanks = 0;
    }
  }
  return strip ? text : `${text}\n`;
}
