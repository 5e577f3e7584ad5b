/**
 * npm's rules over a lock file and registry metadata, in memory. Not npm itself: it neither fetches archives nor runs anything,
 * and what it plans is written by the real tool once more. Read tree.ts, then settle.ts, search.ts and realise.ts.
 */
export { createNpmModel, type NpmModelInput } from './npm-model.ts';
