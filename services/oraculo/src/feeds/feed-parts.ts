import type { NetworkSettings } from '@maximus/advisories';
import type { Jobs } from '@maximus/storage';
import type { MatchKeeper } from '../delta/match-keeper.ts';
import type { Parts } from '../parts.ts';

/** What syncing works with. */
export interface FeedParts {
  readonly parts: Parts;
  readonly keeper: Pick<MatchKeeper, 'catchUp'>;
  readonly jobs: Pick<Jobs, 'enqueue'>;
  /** Folder of the advisory index. */
  readonly indexDir: string;
  readonly network: NetworkSettings;
}

/** Name of the job that syncs one feed. */
export const syncJob = 'oraculo.feed_sync';
/** Name of the job that asks for the syncs that are due. */
export const feedScheduleJob = 'oraculo.feed_schedule';
