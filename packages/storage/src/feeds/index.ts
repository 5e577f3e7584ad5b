export { type MatchState, readMatchState, writeDriftCheck, writeMatchState } from './match-state.ts';
export type { FeedTables } from './tables.ts';
