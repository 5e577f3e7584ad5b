import { isRecord } from '../../edit/json/index.ts';
import type { OverrideRule } from './types.ts';

const maxNesting = 16;
const maxRules = 1_000;

/** Flattens `overrides` of the root manifest (npm's "package.json", overrides); a rule of another shape is left out. */
export function readOverrides(manifest: Readonly<Record<string, unknown>>): readonly OverrideRule[] {
  const rules: OverrideRule[] = [];
  const walk = (level: unknown, below: OverrideRule['below'], place: readonly string[]) => {
    if (!isRecord(level) || below.length > maxNesting) return;
    for (const [key, value] of Object.entries(level)) {
      if (rules.length >= maxRules) return;
      const { name, range } = key === '.' ? { ...below.at(-1), name: below.at(-1)?.name } : splitKey(key);
      if (name === undefined) continue;
      const path = [...place, key];
      const part = range === undefined ? { name } : { name, range };
      if (isRecord(value)) walk(value, [...below, part], path);
      else if (typeof value === 'string') {
        rules.push({
          name,
          ...(range === undefined ? {} : { keyRange: range }),
          value: value.startsWith('$') ? (directRange(manifest, value.slice(1)) ?? value) : value,
          below: key === '.' ? below.slice(0, -1) : below,
          text: `${path.join('.')} = ${value}`,
          path,
        });
      }
    }
  };
  walk(manifest['overrides'], [], ['overrides']);
  // npm asks the innermost set of rules first.
  return rules.sort((a, b) => b.below.length - a.below.length);
}

function splitKey(key: string): { name: string; range?: string } {
  const at = key.indexOf('@', 1);
  return at < 0 ? { name: key } : { name: key.slice(0, at), range: key.slice(at + 1) };
}

function directRange(manifest: Readonly<Record<string, unknown>>, name: string): string | undefined {
  for (const section of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']) {
    const wanted = manifest[section];
    const range = isRecord(wanted) && Object.hasOwn(wanted, name) ? wanted[name] : undefined;
    if (typeof range === 'string') return range;
  }
  return undefined;
}
