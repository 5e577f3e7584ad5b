import type { BlobStore } from './blob-store.ts';
import type { LevelStats } from './level-counts.ts';

/** Names one value. Two callers that may see different things never share a `view`. */
export interface CacheKey {
  /** Whose view the value is: `everyone`, `role:viewer`, a user's id… */
  readonly view: string;
  readonly id: string;
}

/** One kind of values. A new shape of the values takes a new version, so that no process reads what it does not know. */
export interface SpaceOptions {
  /** Unique in the process: lower-case words with dashes. */
  readonly name: string;
  readonly version: number;
  /** How long a value is fresh, ± 10 %; the second level's setting by default. */
  readonly ttlMs?: number;
  /** How long a value that is no longer fresh is still given while it is loaded anew; 0 by default. */
  readonly staleMs?: number;
}

/** What `load` answers: a value that JSON can hold, or `undefined` when there is none, which is remembered for a while. */
export type Load<T> = () => Promise<T | undefined>;

/** The values of one kind. What comes out is frozen and has been through JSON, whichever level it comes from. */
export interface CacheSpace<T> {
  /** A value of any level; `undefined` when none has it or it is known not to exist. */
  get(key: CacheKey): Promise<T | undefined>;
  /** A value of any level, or what `load` answers. Many callers of one key in this process share one load. */
  getOrLoad(key: CacheKey, load: Load<T>): Promise<T | undefined>;
  set(key: CacheKey, value: T): Promise<void>;
  /** Everywhere: the first level of other processes is told. */
  delete(...keys: readonly CacheKey[]): Promise<void>;
}

/** Counters of each level. */
export interface CacheStats {
  readonly l1: LevelStats;
  readonly l2: LevelStats;
  readonly l3: LevelStats;
}

/** A cache of three levels: memory, Redis, and blobs on disk (platform.md §6). */
export interface Cache {
  /** Throws `cache.bad_space` for a name that is taken or malformed. */
  space<T>(options: SpaceOptions): CacheSpace<T>;
  /** The third level; absent when no folder was given. */
  readonly blobs: BlobStore | undefined;
  /** Since the start of the process. */
  stats(): CacheStats;
  /** The last five minutes. */
  snapshot(): CacheStats;
  /** Makes every value of the first two levels unreadable, in every process. */
  clear(): Promise<void>;
  close(): Promise<void>;
}
