import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';

/** One line of a go.mod or go.work file, blocks unfolded: `require a v1` for each line of `require ( … )`. */
export interface Directive {
  readonly verb: string;
  readonly args: readonly string[];
  /** Text after `//` at the end of the line, trimmed. */
  readonly comment: string;
  readonly line: number;
}

const punctuation = new Set(['(', ')', '[', ']', ',']);

/**
 * Reads the lines of a go.mod or go.work file. Fails with `inventory.malformed` for an unclosed block or string, which is
 * how a truncated file shows. Grammar: Go Modules Reference, "Lexical elements" and "Grammar".
 */
export function readDirectives(path: string, text: string): Result<Directive[]> {
  const directives: Directive[] = [];
  let block: { verb: string; line: number } | undefined;
  let line = 0;
  for (const raw of text.split('\n')) {
    line++;
    const read = tokens(raw);
    if (read === undefined) return fail(errors.malformed('a string is not closed', { file: path, line }));
    const { words, comment } = read;
    const [first] = words;
    if (first === undefined) continue;
    if (block === undefined) {
      if (words[1] === '(' && words.length === 2) block = { verb: first, line };
      else if (!(words[1] === '(' && words[2] === ')')) {
        directives.push({ verb: first, args: words.slice(1), comment, line });
      }
    } else if (first === ')') block = undefined;
    else if (words.at(-1) === '(') return fail(errors.malformed('a block inside a block', { file: path, line }));
    else directives.push({ verb: block.verb, args: words, comment, line });
  }
  if (block !== undefined) {
    return fail(errors.malformed(`the block "${block.verb} (" is not closed`, { file: path, line: block.line }));
  }
  return ok(directives);
}

function tokens(raw: string): { words: string[]; comment: string } | undefined {
  const words: string[] = [];
  let at = 0;
  while (at < raw.length) {
    const char = raw.charAt(at);
    if (char === ' ' || char === '\t' || char === '\r') at++;
    else if (raw.startsWith('//', at)) return { words, comment: raw.slice(at + 2).trim() };
    else if (char === '"' || char === '`') {
      const end = closing(raw, at, char);
      if (end === -1) return undefined;
      words.push(char === '"' ? withoutEscapes(raw.slice(at + 1, end)) : raw.slice(at + 1, end));
      at = end + 1;
    } else if (punctuation.has(char)) {
      words.push(char);
      at++;
    } else {
      const start = at;
      while (at < raw.length && !isBoundary(raw, at)) at++;
      words.push(raw.slice(start, at));
    }
  }
  return { words, comment: '' };
}

function isBoundary(raw: string, at: number): boolean {
  const char = raw.charAt(at);
  return char === ' ' || char === '\t' || char === '\r' || punctuation.has(char) || raw.startsWith('//', at);
}

function closing(raw: string, start: number, quote: string): number {
  for (let at = start + 1; at < raw.length; at++) {
    if (raw.charAt(at) === '\\' && quote === '"') at++;
    else if (raw.charAt(at) === quote) return at;
  }
  return -1;
}

/** Only the escapes that a path or version can need; any other stands for its own letter. */
function withoutEscapes(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/g, '$1') : text;
}
