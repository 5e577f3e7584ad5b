import { compileName } from '../glob/index.ts';
import type { InventoryFormat } from '../types.ts';

/** Which formats claim a path. Patterns are base names, `*` inside a base name, or relative paths with `**` and `*`. */
export interface Claims {
  /**
   * Formats that claim a file, in the registry's order; `exact` where one of them claims it by a name that means nothing
   * else: the whole base name, or all of it but one part (`*.sbom.json`, `lib/apk/db/installed`).
   */
  of(path: string): { readonly formats: readonly InventoryFormat[]; readonly exact: boolean };
  /** Formats that claim folders of this name. */
  folders(name: string): readonly InventoryFormat[];
}

type Test = (path: string, name: string) => boolean;

/** Builds the look-up over all patterns once; a file costs one map look-up and one test per pattern with a wildcard. */
export function createClaims(formats: readonly InventoryFormat[]): Claims {
  const byName = new Map<string, InventoryFormat[]>();
  const byFolder = new Map<string, InventoryFormat[]>();
  const byTest: { readonly format: InventoryFormat; readonly test: Test; readonly exact: boolean }[] = [];
  const push = (map: Map<string, InventoryFormat[]>, key: string, format: InventoryFormat) => {
    const known = map.get(key);
    if (known === undefined) map.set(key, [format]);
    else known.push(format);
  };
  for (const format of formats) {
    for (const pattern of format.files) {
      if (pattern.endsWith('/')) push(byFolder, pattern.slice(0, -1), format);
      else if (!pattern.includes('/') && !pattern.includes('*')) push(byName, pattern, format);
      else byTest.push({ format, test: compilePattern(pattern), exact: isExact(pattern) });
    }
  }
  return {
    of(path) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const named = byName.get(name) ?? [];
      const tested = byTest.filter(({ format, test }) => !named.includes(format) && test(path, name));
      if (tested.length === 0) return { formats: named, exact: named.length > 0 };
      const all = new Set([...named, ...tested.map((each) => each.format)]);
      const exact = named.length > 0 || tested.some((each) => each.exact);
      return { formats: formats.filter((format) => all.has(format)), exact };
    },
    folders: (name) => byFolder.get(name) ?? [],
  };
}

/** Whether a pattern leaves at most one part of the base name open, and fixes another. */
function isExact(pattern: string): boolean {
  const name = pattern.slice(pattern.lastIndexOf('/') + 1);
  return name !== '*' && name.indexOf('*') === name.lastIndexOf('*');
}

/**
 * A pattern as a test. Without `/` it is about the base name; with one, about the path or any end of it that begins
 * after a `/`. `*` stands for any characters but `/`, a leading `**` + `/` for any folders.
 */
export function compilePattern(pattern: string): Test {
  const parts = pattern.replace(/^\*\*\//, '').split('/');
  const segments = parts.map((part) => compileName(part) ?? (() => false));
  if (segments.length === 1) {
    const only = segments[0];
    return (_path, name) => only?.(name) ?? false;
  }
  return (path) => {
    const given = path.split('/');
    const start = given.length - segments.length;
    return start >= 0 && segments.every((test, index) => test(given[start + index] ?? ''));
  };
}
