import type { AppError } from '@maximus/kernel';

/** A record, line or file that was left out, and why. */
export interface Quarantined {
  /** Id of the record, where it could be read. */
  readonly id?: string;
  /** File, and entry of an archive behind `!`. */
  readonly origin: string;
  /** Line, from 1. */
  readonly line?: number;
  readonly reason: string;
}

/** What a build did. */
export interface BuildReport {
  readonly generation: number;
  readonly digest: string;
  /** Records in the index now. */
  readonly records: number;
  /** Records that were read, older copies and repetitions among them. */
  readonly read: number;
  readonly quarantinedCount: number;
  /** The first of them, at most 1,000. */
  readonly quarantined: readonly Quarantined[];
  /** `affected[]` elements and other parts that were dropped from records that were kept. */
  readonly skippedElements: number;
  /** Parts that look wrong and were kept, such as a CVSS vector of the wrong shape. */
  readonly flagged: number;
  /** The first parts that were dropped, at most 1,000. */
  readonly skipped: readonly Quarantined[];
  readonly kev: number;
  readonly epss: number;
  /** Bytes read as they lay on disk or came over the line, and expanded. */
  readonly compressedBytes: number;
  readonly expandedBytes: number;
  /** Bytes of the files of the generation. */
  readonly indexBytes: number;
  readonly durationMs: number;
}

/** What an update did with one source. */
export interface SourceOutcome {
  /** `osv:<ecosystem>`, `kev` or `epss`. */
  readonly id: string;
  /** `degraded` and `failed` keep the data at hand; `error` says why. */
  readonly state: 'updated' | 'unchanged' | 'degraded' | 'failed';
  /** Records of the source that are in use. */
  readonly records: number;
  readonly error?: AppError;
}

/** What an update did. */
export interface UpdateReport {
  /** `partial`: some sources were brought up to date, others keep their old data. */
  readonly state: 'succeeded' | 'partial' | 'failed';
  readonly generation: number;
  readonly digest: string;
  /** Records in the index now. */
  readonly records: number;
  /** Whether the index was rewritten whole, got a delta, or holds the same as before. */
  readonly wrote: 'base' | 'delta' | 'tables' | 'nothing';
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly sources: readonly SourceOutcome[];
  readonly quarantinedCount: number;
  readonly quarantined: readonly Quarantined[];
  readonly skippedElements: number;
  readonly flagged: number;
  readonly durationMs: number;
}

/** What a build or an update tells while it runs. */
export type ProgressEvent =
  | { readonly type: 'source'; readonly source: string }
  | { readonly type: 'read'; readonly source: string; readonly records: number; readonly bytes: number }
  | { readonly type: 'write'; readonly part: string }
  | {
      readonly type: 'download';
      readonly source: string;
      readonly bytes: number;
      /** Absent where the server does not tell. */
      readonly totalBytes?: number;
    }
  | { readonly type: 'notice'; readonly source: string; readonly text: string };

/** Receives progress; it must not throw. */
export type OnProgress = (event: ProgressEvent) => void;

const most = 1000;

/** Gathers what was left out, bounded, with a full count. */
export class Losses {
  readonly quarantined: Quarantined[] = [];
  readonly skipped: Quarantined[] = [];
  quarantinedCount = 0;
  skippedElements = 0;
  flagged = 0;

  quarantine(entry: Quarantined): void {
    this.quarantinedCount += 1;
    if (this.quarantined.length < most) this.quarantined.push(entry);
  }

  skip(entry: Quarantined): void {
    this.skippedElements += 1;
    if (this.skipped.length < most) this.skipped.push(entry);
  }
}
