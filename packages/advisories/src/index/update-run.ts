import type { Clock } from '@maximus/kernel';
import type { FeedConfig } from '../feeds/feed-config.ts';
import type { LookUp } from '../feeds/osv-api/look-up.ts';
import type { NetworkSettings } from '../net/http-client.ts';
import type { IndexSource } from '../types.ts';
import type { OnProgress } from './build-report.ts';
import type { LayeredIndex } from './layered-index.ts';
import type { Pointer } from './pointer.ts';

/** What an update fetches and where it writes. */
export interface UpdateOptions {
  /** Folder of the index; it is created when there is none. */
  readonly dir: string;
  readonly clock: Clock;
  readonly feeds: FeedConfig;
  /** OSV names of the ecosystems to fetch. */
  readonly ecosystems: readonly string[];
  readonly network?: NetworkSettings;
  /** Single packages and ids to look up; they are laid over, and only those of ecosystems that are covered already. */
  readonly lookUp?: LookUp;
  readonly onProgress?: OnProgress;
  /** How long to wait for another writer; default 0. */
  readonly lockWaitMs?: number;
}

/** An update at work. */
export interface UpdateRun {
  readonly options: UpdateOptions;
  readonly onProgress: OnProgress;
  /** What is there before the update; absent at the first one, or when what is there cannot be read. */
  readonly before?: { readonly pointer: Pointer; readonly index: LayeredIndex };
  /** Downloads lie here; a broken one is resumed by the next update. */
  readonly downloads: string;
}

/** The sources that were heard replace their old entries; all others stay. */
export function mergeSources(old: readonly IndexSource[], heard: readonly IndexSource[]): IndexSource[] {
  const byId = new Map(old.map((source) => [source.id, source]));
  for (const source of heard) byId.set(source.id, source);
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
