import type { OsvSeverity } from '../types.ts';
import { looksLikeVector } from './cvss-shape.ts';
import { type Faults, isObject } from './fault.ts';

/** The entries that have a type and a score; a vector of the wrong shape is kept and flagged (apv.md §2). */
export function severities(value: unknown, faults: Faults): readonly OsvSeverity[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) return faults.drop('', 'is not a list');
  const kept = value.filter((item, index) => {
    if (!isObject(item) || typeof item.type !== 'string' || typeof item.score !== 'string') {
      faults.drop(`[${index}]`, 'is not a type and a score');
      return false;
    }
    if (!looksLikeVector(item.type, item.score)) faults.flag(`[${index}].score`, 'is not a vector of its type');
    return true;
  });
  return kept.length < value.length ? kept : value;
}
