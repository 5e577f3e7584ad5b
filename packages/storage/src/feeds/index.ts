export type { FeedTables } from './tables.ts';
