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

/** Takes all rows when it resolves with nothing, or those whose `seq` it answers. */
export type PublishRows =
  | ((rows: readonly OutboxRow[]) => Promise<void>)
  | ((rows: readonly OutboxRow[]) => Promise<readonly string[]>);

/** The events that were committed and not yet relayed. */
export interface Outbox {
  /**
   * Hands up to `limit` rows in order to `publish` and marks them when it resolves, or only those whose `seq` it answers;
   * throws what it throws and then marks none. Answers how many were marked; 0 also when another process of the cluster
   * is the relay.
   */
  drain(limit: number, publish: PublishRows): Promise<number>;
  /** Rows that wait, with a larger `seq` than `after`, without handing them out: also when another process is the relay. */
  peek(after: string, limit: number): Promise<readonly OutboxRow[]>;
  pending(): Promise<{ readonly count: number; readonly oldestAgeMs: number }>;
  /** Calls `listener` soon after events were committed, here or in another process; returns how to stop that. */
  onCommit(listener: () => void): () => void;
}
