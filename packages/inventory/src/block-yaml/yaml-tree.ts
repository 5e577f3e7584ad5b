/** A mapping in file order. Scalars stay text as written (YAML's failsafe schema), so `1.10` never becomes `1.1`. */
export class YamlMap {
  readonly values = new Map<string, YamlValue>();
  /** Line (from 1) of each key, in the order of `values`. */
  readonly lines: number[] = [];

  /** Adds a key; false where it is there already. */
  add(key: string, value: YamlValue, line: number): boolean {
    if (this.values.has(key)) return false;
    this.values.set(key, value);
    this.lines.push(line);
    return true;
  }
}

/** What a document holds: text, mappings and lists; an empty node is the empty text. */
export type YamlValue = string | YamlMap | readonly YamlValue[];

/** The mapping under a key, or `undefined` where it is absent or something else. */
export function mapAt(map: YamlMap | undefined, key: string): YamlMap | undefined {
  const value = map?.values.get(key);
  return value instanceof YamlMap ? value : undefined;
}

/** The text under a key, or `undefined` where it is absent or something else. */
export function textAt(map: YamlMap | undefined, key: string): string | undefined {
  const value = map?.values.get(key);
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a list under a key; other elements are left out. */
export function textsAt(map: YamlMap | undefined, key: string): readonly string[] {
  const value = map?.values.get(key);
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** Key and text of every entry whose value is text, in file order. */
export function* textEntries(map: YamlMap | undefined): Generator<readonly [string, string]> {
  if (map === undefined) return;
  for (const [key, value] of map.values) if (typeof value === 'string') yield [key, value];
}
