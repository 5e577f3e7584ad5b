import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';

/** Largest report that is read, in UTF-16 units: 64 Mi. */
const maxUnits = 64 * 1024 * 1024;

/** Nesting that any known report has. */
const maxDepth = 100;

const quote = 0x22;
const backslash = 0x5c;

/** Whether brackets nest deeper than `limit`, seen before a parser allocates for them. Linear, no recursion. */
function nestsDeeper(text: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote) {
      for (at++; at < text.length && text.charCodeAt(at) !== quote; at++) if (text.charCodeAt(at) === backslash) at++;
    } else if (unit === 0x7b || unit === 0x5b) {
      if (++depth > limit) return true;
    } else if (unit === 0x7d || unit === 0x5d) depth--;
  }
  return false;
}

/**
 * Parses a report that somebody else wrote, size and depth bounded; a byte order mark is dropped.
 * Fails with `reports.too_large`, `reports.too_deep` or `reports.malformed`, all with the file.
 */
export function parseReport(text: string, file: string, limitUnits: number = maxUnits): Result<unknown> {
  if (text.length > limitUnits) {
    return fail(errors.too_large(`larger than ${Math.floor(limitUnits / 1024 / 1024)} MiB`, { file }));
  }
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (nestsDeeper(body, maxDepth)) return fail(errors.too_deep(`nested deeper than ${maxDepth} levels`, { file }));
  try {
    return ok(JSON.parse(body));
  } catch (cause) {
    return fail(errors.malformed('not valid JSON', { file, line: lineOfFault(body, cause) }, cause));
  }
}

/** The line the parser names, from 1; the last one where the text ends too early. */
function lineOfFault(text: string, cause: unknown): number {
  const message = cause instanceof Error ? cause.message : '';
  const position = /at position (\d{1,9})/.exec(message)?.[1];
  const end = position === undefined ? text.length : Number(position);
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
