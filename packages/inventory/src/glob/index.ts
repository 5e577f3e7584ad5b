/**
 * Patterns of foreign origin (ignore rules, workspaces) compared in bounded time: no regular expression, no backtracking
 * but to the last star. Not for what a person writes on the command line: discovery/globs.ts. Read segment.ts first.
 */
export { expandBraces } from './braces.ts';
export { type FolderPatterns, type FoundFolders, findFolders, splitPatterns } from './folders.ts';
export { compilePath, type SegmentsTest } from './path.ts';
export { compileName, type Effort, type NameTest } from './segment.ts';
