/** A JSON object; its keys are foreign, so it is read through the functions of this file only. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Longest text that is taken over from another tool, in UTF-16 units. */
const maxText = 4096;

/** Whether a parsed value is an object and not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own property of an object, so that `__proto__` or `constructor` never reads from a prototype; else `undefined`. */
export function field(value: unknown, ...path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    if (!isObject(at) || !Object.hasOwn(at, key)) return undefined;
    at = at[key];
  }
  return at;
}

/** A text that is not blank, cut to 4,096 units; `undefined` for anything else. */
export function textField(value: unknown, ...path: readonly string[]): string | undefined {
  const found = field(value, ...path);
  if (typeof found !== 'string') return undefined;
  const trimmed = found.trim();
  return trimmed === '' ? undefined : trimmed.slice(0, maxText);
}

/** The elements of a list; empty for anything else. */
export function listField(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = field(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The texts of a list that are not blank; other elements are left out. */
export function textsField(value: unknown, ...path: readonly string[]): readonly string[] {
  return listField(value, ...path).flatMap((each) =>
    typeof each === 'string' && each.trim() !== '' ? [each.trim().slice(0, maxText)] : [],
  );
}

/** Own entries of an object; empty for anything else. */
export function entriesField(value: unknown, ...path: readonly string[]): readonly (readonly [string, unknown])[] {
  const found = field(value, ...path);
  return isObject(found) ? Object.entries(found) : [];
}

/** A line number from 1, or nothing. */
export function lineField(value: unknown, ...path: readonly string[]): number | undefined {
  const found = field(value, ...path);
  return typeof found === 'number' && Number.isSafeInteger(found) && found > 0 ? found : undefined;
}
