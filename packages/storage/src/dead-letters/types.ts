import type { DeadLetter, DeadLetterCounts, DeadLetterFilter, DeadLetterState } from '@maximus/contracts';
import type { KeysetKey } from '../lists/index.ts';

/** Which page of the dead letters. */
export interface DeadLetterQuery extends DeadLetterFilter {
  /** By the time of the last failure. */
  readonly direction: 'asc' | 'desc';
  readonly after?: KeysetKey | undefined;
  readonly limit: number;
}

/** What changes with a state. */
export interface DeadLetterChange {
  /** The change happens only from one of these; absent: from any but `discarded`. */
  readonly from?: readonly DeadLetterState[];
  /** The change happens only while it has this number of attempts: not when it failed again meanwhile. */
  readonly attempts?: number;
  /** When it is replayed by itself; only for `waiting`. */
  readonly nextRetryAt?: string | null;
  /** Why, for a discarded one. */
  readonly note?: string;
}

/** Events that could not be published or handled (oraculo.md §9). */
export interface DeadLetters {
  /** Keeps a letter. One with the same id takes the new failure over, unless it was discarded meanwhile. */
  store(letter: DeadLetter): Promise<void>;
  /** A page of letters with an empty `original_event`; `get` has it. */
  list(query: DeadLetterQuery): Promise<{ readonly items: readonly DeadLetter[]; readonly next: KeysetKey | null }>;
  get(id: string): Promise<DeadLetter | undefined>;
  /**
   * Those whose time has come, in the order in which they first failed. One is held back while an earlier one of its
   * topic, key and group still waits for a later time, so that replays keep the order of a key.
   */
  due(nowMs: number, limit: number): Promise<readonly DeadLetter[]>;
  /** Changes the state; answers the letter as it is now, `undefined` when there is none in a fitting state. */
  mark(id: string, state: DeadLetterState, change?: DeadLetterChange): Promise<DeadLetter | undefined>;
  counts(): Promise<DeadLetterCounts>;
}
