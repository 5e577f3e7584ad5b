/** What tests of other packages use instead of a fake: a real index in memory, a real feed server on loopback. */
export { FeedServer, type Misbehaviour } from './feed-server.ts';
export { type MemoryIndexInput, memoryIndex } from './memory-index.ts';
export { zipOf } from './zip.ts';
