import type { Topic } from '@maximus/contracts';

/** One committed event that waits to be relayed; storage's row fits it. */
export interface WaitingEvent {
  /** Decimal text; grows in the order of commits within one key. */
  readonly seq: string;
  readonly topic: Topic;
  readonly key: string;
  readonly eventId: string;
  readonly envelope: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the relay needs of an outbox; storage's `Outbox` fits it. */
export interface RelayedOutbox {
  /** Hands out rows in order and marks those whose `seq` is answered; answers how many were marked. */
  drain(limit: number, publish: (rows: readonly WaitingEvent[]) => Promise<readonly string[]>): Promise<number>;
  /** Rows after a `seq` that wait, without handing them out. */
  peek(after: string, limit: number): Promise<readonly WaitingEvent[]>;
  pending(): Promise<{ readonly count: number; readonly oldestAgeMs: number }>;
  onCommit(listener: () => void): () => void;
}

/** One way of bringing events from the outbox to the bus. */
export interface RelayMode {
  /** Rows asked for at once. */
  readonly batch: number;
  /** Takes rows and answers which of them are through. Throws when none can be and a pause is called for. */
  publish(rows: readonly WaitingEvent[]): Promise<readonly string[]>;
  /** Called after the rows that `publish` answered were marked. */
  marked(seqs: readonly string[]): void;
  /** Called while the brokers are away, after each commit. */
  whileAway(): Promise<void>;
  /** Waits for deliveries under way, until `deadline` at most; answers whether there is something to mark. */
  settle(deadline: AbortSignal): Promise<boolean>;
}
