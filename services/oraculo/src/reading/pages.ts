import { decodeCursor, encodeCursor } from '@maximus/http';
import { unwrap } from '@maximus/kernel';
import type { KeysetKey } from '@maximus/storage';

/** The key that a cursor of a list and sort starts after; nothing without a cursor. Fails with `http.bad_cursor`. */
export function afterOf(cursor: string | undefined, sort: string, columns: number): KeysetKey | undefined {
  return cursor === undefined ? undefined : unwrap(decodeCursor(cursor, sort, columns)).key;
}

/** The cursor of the next page; null at the end. */
export function cursorOf(sort: string, next: KeysetKey | null): string | null {
  return next === null ? null : encodeCursor({ sort, key: next });
}
