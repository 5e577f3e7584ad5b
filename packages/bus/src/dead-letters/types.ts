import type { DeadLetter, DeadLetterCounts, DeadLetterFilter, DeadLetterState } from '@maximus/contracts';

/** The sort key of the last letter of a page. */
export type LetterPosition = readonly (string | number | null)[];

/** What is needed of the store of dead letters; storage's `DeadLetters` fits it. */
export interface DeadLetterStore {
  /** Keeps a letter; one with the same id takes the new failure over, unless it was discarded meanwhile. */
  store(letter: DeadLetter): Promise<void>;
  list(
    query: DeadLetterFilter & {
      readonly direction: 'asc' | 'desc';
      readonly after?: LetterPosition | undefined;
      readonly limit: number;
    },
  ): Promise<{ readonly items: readonly DeadLetter[]; readonly next: LetterPosition | null }>;
  get(id: string): Promise<DeadLetter | undefined>;
  /** Those whose time has come, first failure first; none while an earlier one of its key waits for a later time. */
  due(nowMs: number, limit: number): Promise<readonly DeadLetter[]>;
  /** Changes the state if it is one of `from` and the attempts are those named; answers the letter as it is then. */
  mark(
    id: string,
    state: DeadLetterState,
    change?: {
      readonly from?: readonly DeadLetterState[];
      readonly attempts?: number;
      readonly nextRetryAt?: string | null;
      readonly note?: string;
    },
  ): Promise<DeadLetter | undefined>;
  counts(): Promise<DeadLetterCounts>;
}
