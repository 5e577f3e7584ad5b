/** What tests of other packages use instead of a fake: a real index in memory. */
export { type MemoryIndexInput, memoryIndex } from './memory-index.ts';
