import { type AppError, fail, ok, type Result } from '@maximus/kernel';
import { errors } from './errors.ts';
import { lineAt } from './lines.ts';

/** Nesting that any lock file may have (oraculo.md §3). */
export const maxDepth = 64;

const quote = 0x22;
const backslash = 0x5c;
const newline = 0x0a;

/**
 * The offset at which brackets nest deeper than `limit`, or -1. Needs no allocation and looks at brackets only: JSON has
 * no raw line break inside a string, so a bracket that ends its line is structure, and any other line is scanned from
 * its start. Text that is not JSON may be misread, but never before the place where a JSON parser stops.
 */
export function depthOverflow(text: string, limit: number): number {
  let curly = seek(text, '{', 0);
  let square = seek(text, '[', 0);
  let curlyEnd = seek(text, '}', 0);
  let squareEnd = seek(text, ']', 0);
  let depth = 0;
  let done = 0;
  for (;;) {
    const open = Math.min(curly, square);
    const close = Math.min(curlyEnd, squareEnd);
    const at = Math.min(open, close);
    if (at === text.length) return -1;
    if (endsLine(text, at)) {
      if (open < close) {
        if (++depth > limit) return at;
      } else depth--;
      done = at + 1;
    } else {
      for (done = Math.max(done, text.lastIndexOf('\n', at) + 1); done < text.length; done++) {
        const code = text.charCodeAt(done);
        if (code === newline) break;
        if (code === quote) done = closingQuote(text, done);
        else if (code === 0x7b || code === 0x5b) {
          if (++depth > limit) return done;
        } else if (code === 0x7d || code === 0x5d) depth--;
      }
    }
    if (curly < done) curly = seek(text, '{', done);
    if (square < done) square = seek(text, '[', done);
    if (curlyEnd < done) curlyEnd = seek(text, '}', done);
    if (squareEnd < done) squareEnd = seek(text, ']', done);
  }
}

function seek(text: string, bracket: string, from: number): number {
  const at = text.indexOf(bracket, from);
  return at === -1 ? text.length : at;
}

/** Whether nothing but a comma stands between a bracket and the end of its line. */
function endsLine(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  const last = next === 0x2c ? text.charCodeAt(at + 2) : next;
  return last === newline || last === 0x0d;
}

/** The quote that ends the string opened at `from`, or the end of the text. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return at;
  }
  return text.length;
}

/**
 * Parses JSON of a hostile file: nesting is bounded before the parser allocates for it. Fails with `inventory.too_deep`
 * or `inventory.malformed`, both with file and line.
 */
export function parseJson(path: string, text: string): Result<unknown> {
  const overflow = depthOverflow(text, maxDepth);
  if (overflow >= 0) {
    return fail(errors.too_deep(`nested deeper than ${maxDepth} levels`, { file: path, line: lineAt(text, overflow) }));
  }
  try {
    return ok(JSON.parse(text));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const position = /at position (\d+)/.exec(message)?.[1];
    const offset = position === undefined ? text.length : Number(position);
    return fail(errors.malformed('not valid JSON', { file: path, line: lineAt(text, offset) }, cause));
  }
}

/** Whether a parsed value is an object that is not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own property, so that a key such as `__proto__` or `constructor` never reads from a prototype. */
export function own(record: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** A string property, or `undefined` where it is absent or of another type. */
export function ownString(record: Record<string, unknown>, key: string): string | undefined {
  const value = own(record, key);
  return typeof value === 'string' ? value : undefined;
}

/** An object under a key; empty where the key is absent or holds something else. */
export function tableOf(record: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = own(record, key);
  return isRecord(value) ? value : {};
}

/** The strings of a list; empty where the key is absent or holds something else. */
export function stringsOf(record: Record<string, unknown>, key: string): readonly string[] {
  const value = own(record, key);
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/**
 * The failure of a part of a JSON file that has another shape than its format gives it, at the first line that has its
 * key; `undefined` where the part is absent, `null` or of that shape. Without it such a part would be as good as empty.
 */
export function shapeFault(
  { path, text }: { readonly path: string; readonly text: string },
  record: Record<string, unknown>,
  key: string,
  shape: 'object' | 'list' = 'object',
): AppError | undefined {
  const value = own(record, key);
  if (value === undefined || value === null || (shape === 'list' ? Array.isArray(value) : isRecord(value)))
    return undefined;
  const line = lineAt(text, Math.max(0, text.indexOf(JSON.stringify(key))));
  return errors.malformed(`"${key.slice(0, 80)}" is not ${shape === 'list' ? 'a list' : 'an object'}`, {
    file: path,
    line,
  });
}
