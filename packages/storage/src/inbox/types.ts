import type { Tx } from '../database/index.ts';

/** Which events a consumer group has handled. */
export interface Inbox {
  /** Marks an event as handled by a group, in the transaction of its effects; `false`: it was handled before. */
  once(tx: Tx, group: string, eventId: string): Promise<boolean>;
}
