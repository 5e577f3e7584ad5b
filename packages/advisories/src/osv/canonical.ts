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
  let out: Record<string, unknown> | undefined = putInOrder(keys) ? undefined : {};
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i] as string;
    const item = object[key];
    let value = item;
    if (item !== null && typeof item === 'object') {
      value = sorted(item, left - 1);
      if (value === undefined) return undefined;
      if (value !== item) out ??= firstOf(object, keys, i);
    }
    if (out !== undefined) put(out, key, value);
  }
  return out ?? object;
}

/** Longest list of keys that is sorted here: nearly every object has few, and the built-in sort takes a detour for each list. */
const fewKeys = 24;

/** Sorts keys in place; whether they were in order already. */
function putInOrder(keys: string[]): boolean {
  let same = true;
  for (let i = 1; i < keys.length; i += 1) {
    const key = keys[i] as string;
    let at = i - 1;
    for (; at >= 0 && (keys[at] as string) > key; at -= 1) {
      if (keys.length > fewKeys) {
        keys.sort();
        return false;
      }
      same = false;
      keys[at + 1] = keys[at] as string;
    }
    keys[at + 1] = key;
  }
  return same;
}

/** A new object of the first `count` keys. */
function firstOf(object: Record<string, unknown>, keys: readonly string[], count: number): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (let i = 0; i < count; i += 1) put(out, keys[i] as string, object[keys[i] as string]);
  return out;
}

function put(out: Record<string, unknown>, key: string, value: unknown): void {
  // A plain assignment to this one name would set the prototype and lose the content.
  if (key === '__proto__') Object.defineProperty(out, key, { value, enumerable: true });
  else out[key] = value;
}
