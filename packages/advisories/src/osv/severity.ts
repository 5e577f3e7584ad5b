import type { OsvSeverity } from '../types.ts';
import { looksLikeVector } from './cvss-shape.ts';
import { type Faults, isObject } from './fault.ts';

/** The entries that have a type and a score; a vector of the wrong shape is kept and flagged (apv.md §2). */
export function severities(value: unknown, path: string, faults: Faults): readonly OsvSeverity[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) return faults.drop(path, 'is not a list');
  const out: OsvSeverity[] = [];
  for (const [index, item] of value.entries()) {
    const at = `${path}[${index}]`;
    if (!isObject(item) || typeof item.type !== 'string' || typeof item.score !== 'string') {
      faults.drop(at, 'is not a type and a score');
      continue;
    }
    if (!looksLikeVector(item.type, item.score)) faults.flag(`${at}.score`, 'is not a vector of its type');
    out.push(item as unknown as OsvSeverity);
  }
  return out.length < value.length ? out : value;
}
