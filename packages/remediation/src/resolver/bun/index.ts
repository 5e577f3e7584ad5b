/**
 * bun's rules over a bun.lock and registry metadata, in memory: packages lie as npm would put them. Not bun itself: what it
 * plans is written by the real tool once more. Read lock-text.ts, then read-lock.ts and write-files.ts.
 */
export { type BunModelInput, createBunModel } from './bun-model.ts';
