import type { VersionScheme } from './types.ts';

/** Every scheme by id, alphabetical. A folder that is not here fails the registry's test. */
export const schemes: ReadonlyMap<string, VersionScheme> = new Map();
