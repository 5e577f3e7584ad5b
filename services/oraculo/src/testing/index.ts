/** What tests and benches of the estate use: Oráculo on a real PostgreSQL and a real index, and its inner steps to time. */
export { applyAdvisories, applyChanges } from '../delta/apply-advisories.ts';
export { MatchKeeper } from '../delta/match-keeper.ts';
export { rematchEstate } from '../delta/rematch-estate.ts';
export { importSnapshot } from '../imports/import-snapshot.ts';
export { KnownComponents } from '../imports/known-components.ts';
export type { TakenInventory } from '../imports/taken-inventory.ts';
export { IndexHolder } from '../live-index/index-holder.ts';
export { liveIndexOf } from '../live-index/live-index.ts';
export { advisory, type Fixture, openFixture, type TestPackage } from './fixture.ts';
export { type CallInput, type RunningOraculo, runOraculo } from './running.ts';
