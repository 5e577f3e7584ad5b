import { errors } from '../errors.ts';

/** Longest text of a value that is kept, in characters. */
export const maxValueLength = 16 * 1024 * 1024;

/** A value as the second level holds it. */
export interface StoredValue {
  /** JSON; `undefined`: known not to exist. */
  readonly json: string | undefined;
  /** Milliseconds since the epoch. */
  readonly freshUntilMs: number;
  readonly goneAtMs: number;
}

/** `fresh,gone,json` with an empty JSON for what does not exist. */
export function writeStored({ json = '', freshUntilMs, goneAtMs }: StoredValue): string {
  return `${Math.round(freshUntilMs)},${Math.round(goneAtMs)},${json}`;
}

/** What `writeStored` wrote; `undefined` for anything else. */
export function readStored(text: string): StoredValue | undefined {
  const head = /^(\d{1,16}),(\d{1,16}),/.exec(text);
  if (head === null) return undefined;
  const json = text.slice(head[0].length);
  return { json: json === '' ? undefined : json, freshUntilMs: Number(head[1]), goneAtMs: Number(head[2]) };
}

/** JSON of a value; throws `cache.bad_value` for what JSON cannot hold. */
export function jsonOf(value: unknown, space: string): string {
  try {
    const json: string | undefined = JSON.stringify(value);
    if (json !== undefined) return json;
  } catch (cause) {
    throw errors.bad_value(`a value of ${space} cannot be written as JSON`, { space }, cause);
  }
  throw errors.bad_value(`a value of ${space} is nothing that JSON knows`, { space });
}

/** The value of a JSON text, frozen to its depths: every caller is given the same one. */
export function frozenValue(json: string): unknown {
  return JSON.parse(json, (_, part: unknown) => Object.freeze(part));
}
