/**
 * pnpm's rules over a pnpm-lock.yaml of version 9 and registry metadata, in memory. Not pnpm itself: what it plans is written
 * by the real tool once more. Read read-lock.ts, then learn-requirements.ts, keys-after.ts and write-lock.ts.
 */
export { createPnpmModel, type PnpmModelInput } from './pnpm-model.ts';
