/**
 * Where a JavaScript package comes from: the registry, git, an address or a folder, and the purl that says so. Shared by
 * the formats of npm, yarn, pnpm and bun.
 */
export { purlOf, type Source, sourceOf } from './source.ts';
