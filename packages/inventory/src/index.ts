/**
 * What a project is made of: one parser per lock file, manifest, SBOM and package database, and the walk that finds them.
 * Reads only; runs nothing; no network. Not for matching. Read types.ts first, then one format's folder.
 */
export { errors } from './errors.ts';
export { formats } from './registry.ts';
export type * from './types.ts';
