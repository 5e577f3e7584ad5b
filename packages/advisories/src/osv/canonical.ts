import { hash } from 'node:crypto';

/** Deepest nesting of a record that is taken. */
export const maxDepth = 64;

/**
 * The one JSON text of a value: keys in code-unit order at every level, no white space. Keys that are array indices come
 * first, as the language orders them. `undefined` when the value is nested deeper than `maxDepth`.
 */
export function canonicalJson(value: unknown): string | undefined {
  if (!isShallow(value, maxDepth)) return undefined;
  return JSON.stringify(sorted(value));
}

/** SHA-256 over the canonical JSON, base64url: equal for equal data, whatever its key order (apv.md §2, `digest`). */
export function canonicalDigest(value: unknown): string | undefined {
  const text = canonicalJson(value);
  return text === undefined ? undefined : hash('sha256', text, 'base64url');
}

function isShallow(value: unknown, left: number): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (left === 0) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (item !== null && typeof item === 'object' && !isShallow(item, left - 1)) return false;
    return true;
  }
  for (const key of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[key];
    if (item !== null && typeof item === 'object' && !isShallow(item, left - 1)) return false;
  }
  return true;
}

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const first = value[0];
    return value.length === 0 || (typeof first !== 'object' && value.every(isPlain)) ? value : value.map(sorted);
  }
  const keys = Object.keys(value);
  if (keys.length > 1) keys.sort();
  const out: Record<string, unknown> = {};
  for (const key of keys) {
    const item = sorted((value as Record<string, unknown>)[key]);
    // A plain assignment to this one name would set the prototype and lose the content.
    if (key === '__proto__') Object.defineProperty(out, key, { value: item, enumerable: true });
    else out[key] = item;
  }
  return out;
}

function isPlain(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}
