import { hash } from 'node:crypto';

/** Deepest nesting of a record that is taken. */
export const maxDepth = 64;

/**
 * The one JSON text of a value: keys in code-unit order at every level, no white space. Keys that are array indices come
 * first, as the language orders them. `undefined` when the value is nested deeper than `maxDepth`.
 */
export function canonicalJson(value: unknown): string | undefined {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inOrder = sorted(value, maxDepth);
  return inOrder === undefined ? undefined : JSON.stringify(inOrder);
}

/** SHA-256 over the canonical JSON, base64url: equal for equal data, whatever its key order (apv.md §2, `digest`). */
export function canonicalDigest(value: unknown): string | undefined {
  const text = canonicalJson(value);
  return text === undefined ? undefined : hash('sha256', text, 'base64url');
}

/** Shares everything that is in order already, which is most of a feed's nested objects; `undefined` when too deep. */
function sorted(value: object, left: number): object | undefined {
  if (left === 0) return undefined;
  return Array.isArray(value) ? sortedList(value, left) : sortedObject(value as Record<string, unknown>, left);
}

function sortedList(list: readonly unknown[], left: number): object | undefined {
  let out: unknown[] | undefined;
  for (let i = 0; i < list.length; i += 1) {
    const item = list[i];
    if (item === null || typeof item !== 'object') continue;
    const other = sorted(item, left - 1);
    if (other === undefined) return undefined;
    if (other !== item) {
      out ??= list.slice();
      out[i] = other;
    }
  }
  return out ?? list;
}

function sortedObject(object: Record<string, unknown>, left: number): object | undefined {
  const keys = Object.keys(object);
  let same = true;
  for (let i = 1; i < keys.length && same; i += 1) same = (keys[i - 1] as string) < (keys[i] as string);
  if (!same) keys.sort();
  let changed: Map<string, object> | undefined;
  for (const key of keys) {
    const item = object[key];
    if (item === null || typeof item !== 'object') continue;
    const other = sorted(item, left - 1);
    if (other === undefined) return undefined;
    if (other !== item) {
      changed ??= new Map();
      changed.set(key, other);
    }
  }
  return same && changed === undefined ? object : rebuilt(object, keys, changed);
}

function rebuilt(
  object: Record<string, unknown>,
  keys: readonly string[],
  changed: ReadonlyMap<string, object> | undefined,
): object {
  const out: Record<string, unknown> = {};
  for (const key of keys) {
    const value = changed?.get(key) ?? object[key];
    // A plain assignment to this one name would set the prototype and lose the content.
    if (key === '__proto__') Object.defineProperty(out, key, { value, enumerable: true });
    else out[key] = value;
  }
  return out;
}
