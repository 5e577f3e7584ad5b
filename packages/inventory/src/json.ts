import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from './errors.ts';
import { lineAt } from './lines.ts';

/** Nesting that any lock file may have (oraculo.md §3). */
export const maxDepth = 64;

const quote = 0x22;
const backslash = 0x5c;

/** The offset at which brackets nest deeper than `limit`, or -1. One pass, no allocation; strings are skipped. */
export function depthOverflow(text: string, limit: number): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      for (at++; at < text.length; at++) {
        const inner = text.charCodeAt(at);
        if (inner === backslash) at++;
        else if (inner === quote) break;
      }
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > limit) return at;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return -1;
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
