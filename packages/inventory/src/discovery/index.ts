/**
 * Finds the files to parse: one pass over a tree, with ignore rules, globs, limits and a list of what is known but not
 * read. Parses nothing. Read walk.ts first.
 */
export { type Claims, createClaims } from './claims.ts';
export { createCoverage } from './covered-above.ts';
export { type Candidate, type DiscoverOptions, type Discovery, discover } from './discover.ts';
export { folderOf, foldersUpwards } from './folders.ts';
export { type ListedFiles, type ListFilesOptions, listFiles } from './list-files.ts';
export type { Unsupported } from './unsupported.ts';
