import type { InventoryFormat } from '../types.ts';

/** Which formats claim a path. Patterns are base names, `*` inside a base name, or relative paths with `**` and `*`. */
export interface Claims {
  /** Formats that claim a file, in the registry's order; `exact` where one of them claims its whole base name. */
  of(path: string): { readonly formats: readonly InventoryFormat[]; readonly exact: boolean };
  /** Formats that claim folders of this name. */
  folders(name: string): readonly InventoryFormat[];
}

type Test = (path: string, name: string) => boolean;

/** Builds the look-up over all patterns once; a file costs one map look-up and one test per pattern with a wildcard. */
export function createClaims(formats: readonly InventoryFormat[]): Claims {
  const byName = new Map<string, InventoryFormat[]>();
  const byFolder = new Map<string, InventoryFormat[]>();
  const byTest: { readonly format: InventoryFormat; readonly test: Test }[] = [];
  const push = (map: Map<string, InventoryFormat[]>, key: string, format: InventoryFormat) => {
    const known = map.get(key);
    if (known === undefined) map.set(key, [format]);
    else known.push(format);
  };
  for (const format of formats) {
    for (const pattern of format.files) {
      if (pattern.endsWith('/')) push(byFolder, pattern.slice(0, -1), format);
      else if (!pattern.includes('/') && !pattern.includes('*')) push(byName, pattern, format);
      else byTest.push({ format, test: compilePattern(pattern) });
    }
  }
  return {
    of(path) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const named = byName.get(name) ?? [];
      const tested = byTest.filter(({ format, test }) => !named.includes(format) && test(path, name));
      if (tested.length === 0) return { formats: named, exact: named.length > 0 };
      const all = new Set([...named, ...tested.map((each) => each.format)]);
      return { formats: formats.filter((format) => all.has(format)), exact: named.length > 0 };
    },
    folders: (name) => byFolder.get(name) ?? [],
  };
}

/**
 * A pattern as a test. Without `/` it is about the base name; with one, about the path or any end of it that begins
 * after a `/`. `*` stands for any characters but `/`, a leading `**` + `/` for any folders.
 */
export function compilePattern(pattern: string): Test {
  const parts = pattern.replace(/^\*\*\//, '').split('/');
  const segments = parts.map(compileSegment);
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

/** `*` by pieces, from both ends and then leftmost: linear, without a regular expression. */
function compileSegment(pattern: string): (text: string) => boolean {
  const pieces = pattern.split('*');
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (pieces.length === 1) return (text) => text === pattern;
  const middle = pieces.slice(1, -1);
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    const end = text.length - last.length;
    for (const piece of middle) {
      const found = text.indexOf(piece, at);
      if (found === -1 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
}
