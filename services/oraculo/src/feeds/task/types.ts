import type { FeedConfig, LookUp, NetworkSettings } from '@maximus/advisories';

/** Work on the index that a process of its own does, so that requests and live channels do not wait for it. */
export type IndexTask =
  | {
      readonly kind: 'update';
      readonly dir: string;
      readonly feeds: FeedConfig;
      readonly ecosystems: readonly string[];
      readonly network: NetworkSettings;
      readonly lookUp?: LookUp;
      readonly nowMs: number;
    }
  | {
      readonly kind: 'build';
      readonly dir: string;
      /** Folder or archive. */
      readonly from: string;
      /** SHA-256 over its files when it was last built from. */
      readonly lastDigest: string | undefined;
      readonly lastRecords: number;
      readonly nowMs: number;
    }
  | { readonly kind: 'export'; readonly dir: string; readonly out: string; readonly digest: string };

/** A failure as it passes between processes. */
export interface TaskError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

/** What became of one source of the index. */
export interface SourceResult {
  readonly id: string;
  readonly state: 'updated' | 'unchanged' | 'degraded' | 'failed';
  readonly records: number;
  readonly error?: TaskError | undefined;
}

/** What a task did. An export answers only `generation` and `records`. */
export interface TaskDone {
  readonly generation: number;
  readonly records: number;
  readonly added: number;
  readonly changed: number;
  readonly withdrawn: number;
  readonly sources: readonly SourceResult[];
  readonly cursor?: string | undefined;
  readonly etag?: string | undefined;
}
