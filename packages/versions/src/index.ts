/**
 * Versions of every ecosystem: parse, order, ranges, requirements. Pure; no network, no clock.
 * Not for resolving: it says whether a version satisfies, never which exist. Read types.ts first.
 */
export { errors } from './errors.ts';
export { schemes } from './registry.ts';
export type * from './types.ts';
