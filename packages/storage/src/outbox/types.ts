import type { Topic } from '@maximus/contracts';

/** One event that waits to be relayed. */
export interface OutboxRow {
  /** Decimal text of a 64-bit number; grows in the order of commits within one key. */
  readonly seq: string;
  readonly topic: Topic;
  readonly key: string;
  /** `evt_…`. */
  readonly eventId: string;
  /** JSON text of the event envelope. */
  readonly envelope: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The events that were committed and not yet relayed. */
export interface Outbox {
  /**
   * Hands up to `limit` rows in order to `publish` and marks them when it resolves; throws what it throws and then marks
   * none. Answers how many were relayed; 0 also when another process of the cluster is the relay.
   */
  drain(limit: number, publish: (rows: readonly OutboxRow[]) => Promise<void>): Promise<number>;
  pending(): Promise<{ readonly count: number; readonly oldestAgeMs: number }>;
  /** Calls `listener` soon after events were committed, here or in another process; returns how to stop that. */
  onCommit(listener: () => void): () => void;
}
