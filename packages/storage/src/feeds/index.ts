export {
  beginFeedSync,
  changeFeed,
  dueFeeds,
  endFeedSync,
  type FeedChange,
  type FeedRow,
  type FeedSeed,
  type FeedSyncEnd,
  findFeed,
  hastenFeeds,
  listFeedRows,
  type PackageInUse,
  packagesInUse,
  seedFeeds,
} from './feeds.ts';
export { type MatchState, readMatchState, writeDriftCheck, writeMatchState } from './match-state.ts';
export type { FeedTables } from './tables.ts';
