/**
 * Versions of every ecosystem: parse, order, ranges, requirements. Pure; no network, no clock.
 * Not for resolving: it says whether a version satisfies, never which exist. Read types.ts first.
 */
export { compare, distance, lowestSatisfying, type SortedVersions, sortVersions } from './comparing.ts';
export {
  baseEcosystem,
  ecosystem,
  ecosystemOfPurlType,
  ecosystems,
  normaliseName,
  schemeFor,
} from './ecosystems.ts';
export { errors } from './errors.ts';
export { type CompiledRange, compileRange, evaluateRange, type RangeType } from './ranges.ts';
export { schemes } from './registry.ts';
export type * from './types.ts';
export { checkVectors, type Disagreement, type VectorCheck } from './vectors.ts';
