import { isRecord, type JsonEdit } from '../../edit/json/index.ts';
import type { Moves } from './moves.ts';
import type { OverrideRule } from './types.ts';

/** The edits of a manifest for rules of its own that change or go; what a rule leaves empty goes with it. */
export function ruleEdits(
  manifest: Readonly<Record<string, unknown>>,
  rules: readonly OverrideRule[],
  { rules: changed }: Moves,
): readonly JsonEdit[] {
  return rules.flatMap(({ text, path }) => {
    if (path === undefined || !changed.has(text)) return [];
    const value = changed.get(text);
    return [{ path: value === undefined ? emptied(manifest, path) : path, value }];
  });
}

/** The highest key below which there would be nothing left. */
function emptied(root: Readonly<Record<string, unknown>>, path: readonly string[]): readonly string[] {
  let depth = path.length;
  while (depth > 1) {
    const above = path
      .slice(0, depth - 1)
      .reduce<unknown>((level, key) => (isRecord(level) ? level[key] : undefined), root);
    if (!isRecord(above) || Object.keys(above).length !== 1) break;
    depth -= 1;
  }
  return path.slice(0, depth);
}
