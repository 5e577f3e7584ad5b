import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from './errors.ts';

/** What a cursor remembers: the sort it belongs to and the sort key of the last row shown, id last. */
export interface CursorPosition {
  readonly sort: string;
  readonly key: readonly (string | number | null)[];
}

/** An opaque text for the last row of a page. */
export function encodeCursor(position: CursorPosition): string {
  return Buffer.from(JSON.stringify([1, position.sort, ...position.key]), 'utf8').toString('base64url');
}

/** Reads a cursor for a sort; anything else, also a cursor of another sort, is `http.bad_cursor` (platform.md §1.3). */
export function decodeCursor(cursor: string, sort: string, keyLength: number): Result<CursorPosition> {
  const bad = fail(errors.bad_cursor('the cursor does not belong to this list and sort'));
  if (cursor.length > 1_024) return bad;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return bad;
  }
  if (!Array.isArray(parts)) return bad;
  const [format, ofSort, ...key] = parts as unknown[];
  const scalar = (part: unknown): part is string | number | null =>
    part === null || typeof part === 'string' || (typeof part === 'number' && Number.isFinite(part));
  if (format !== 1 || ofSort !== sort || key.length !== keyLength || !key.every(scalar)) return bad;
  return ok({ sort, key });
}
