import { readSpec } from './spec.ts';

/**
 * A requirement for a version in the style of the one that stood there: `^1.0.0` becomes `^1.0.4`, an exact one stays exact.
 * Of other forms it is the caret, which never reaches into the next major version.
 */
export function restyle(range: string, version: string): string {
  const spec = readSpec(range);
  if (spec.type === 'alias') return `npm:${spec.name}@${restyle(spec.range, version)}`;
  const text = range.trim();
  if (/^=?\s*v?\d+\.\d+\.\d+[\w.+-]*$/.test(text)) return version;
  const operator = /^(\^|~|>=)\s*v?\d[\w.+-]*$/.exec(text)?.[1];
  if (operator !== undefined) return `${operator}${version}`;
  return /^v?\d+\.\d+(?:\.[x*])?$/i.test(text) ? `~${version}` : `^${version}`;
}
