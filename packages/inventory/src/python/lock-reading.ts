import { isRecord, own } from '../json.ts';

/** A table of a TOML document; an empty one where the key is absent or holds something else. */
export function tableOf(record: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = own(record, key);
  return isRecord(value) ? value : {};
}

/** The strings of a list; empty where the key is absent or holds something else. */
export function stringsOf(record: Record<string, unknown>, key: string): readonly string[] {
  const value = own(record, key);
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
