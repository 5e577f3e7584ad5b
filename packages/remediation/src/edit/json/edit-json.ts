import { isDeepStrictEqual } from 'node:util';
import { fail, ok, type Result } from '@maximus/kernel';
import { applyEdits, modify } from 'jsonc-parser';
import { errors } from '../../errors.ts';
import { isRecord } from './is-record.ts';

/** One value to set; objects on the way that are missing are made. */
export interface JsonEdit {
  readonly path: readonly string[];
  readonly value: unknown;
}

const mark = '\uFEFF';

/**
 * Sets values in a JSON text and leaves every other byte as it is: indentation, order, line ends, last line, byte order mark.
 * Fails with `remediation.edit_refused` for what is not a JSON object, or where a key that stands twice would keep its
 * other value.
 */
export function editJson(text: string, edits: readonly JsonEdit[]): Result<string> {
  const prefix = text.startsWith(mark) ? mark : '';
  const body = text.slice(prefix.length);
  const before = parseObject(body);
  if (before === undefined) return fail(errors.edit_refused('the manifest is not a JSON object'));
  let after = body;
  for (const { path, value } of edits) {
    after = applyEdits(after, modify(after, [...path], value, { formattingOptions: formattingOf(body) }));
    setIn(before, path, value);
  }
  const read = parseObject(after);
  if (read === undefined || !isDeepStrictEqual(plain(read), plain(before))) {
    return fail(errors.edit_refused('the manifest names a key twice, so that an edit would not hold'));
  }
  return ok(prefix + after);
}

/** The JSON object that a text holds, if it holds one. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.startsWith(mark) ? text.slice(mark.length) : text);
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** How the text is laid out, as far as new lines must follow it. */
function formattingOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return { insertSpaces: !indent.startsWith('\t'), tabSize: indent.startsWith('\t') ? 1 : indent.length, eol };
}

function setIn(root: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let level = root;
  for (const key of path.slice(0, -1)) {
    const next = Object.hasOwn(level, key) ? level[key] : undefined;
    const inner = isRecord(next) ? next : {};
    define(level, key, inner);
    level = inner;
  }
  define(level, path.at(-1) ?? '', value);
}

/** Also for `__proto__`, which an assignment would take for something else. */
function define(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
