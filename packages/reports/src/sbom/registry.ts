import type { SbomWriter } from '../types.ts';

/** Every format of a software bill of materials by id, alphabetical. */
export const sbomWriters: ReadonlyMap<string, SbomWriter> = new Map([]);
