import type { ChannelAddress, TagFilter } from '@maximus/contracts';
import type { Message } from '../log/index.ts';
import type { Viewer } from './viewer.ts';

/** Whoever takes messages: a socket connection, or a test's stand-in. */
export interface Receiver {
  readonly id: string;
  readonly viewer: Viewer;
  /** A live message that this subscription is to have. Must not throw and must not block. */
  deliver(subscription: Subscription, message: Message): void;
  /** The stream was begun anew, or the right to it was lost. The subscription is gone. */
  unsubscribed(subscription: Subscription, code: 2003 | 2500): void;
  /** Who is present has changed. */
  presence?(name: string): void;
}

/** What one receiver reads of one channel, and how far it has come. */
export class Subscription {
  readonly address: ChannelAddress;
  readonly receiver: Receiver;
  readonly filter: TagFilter | undefined;
  /** Offset up to which this subscription was offered everything, wanted or not. */
  seen: number;
  /** Offset of the last message that was written to it; what lies between that and the next was left out on purpose. */
  written: number;
  /** Messages that wait in the receiver's queue. */
  queued = 0;
  /** Only these message types; all when absent. */
  types: ReadonlySet<string> | undefined;
  /** Nothing is delivered and nothing is counted while it pauses. */
  paused = false;

  constructor(address: ChannelAddress, receiver: Receiver, filter: TagFilter | undefined, offset: number) {
    this.address = address;
    this.receiver = receiver;
    this.filter = filter;
    this.seen = offset;
    this.written = offset;
  }

  /** Whether this subscription is to have a message: entry, filter, and rights as they are now. */
  wants(message: Message): boolean {
    if (this.types?.has(message.record.type) === false) return false;
    return isWanted(message, this.address, this.filter, this.receiver.viewer);
  }
}

/** Whether a reader is to have a message. Entries by key, filters by equality, private work by right. */
export function isWanted(
  { record }: Message,
  { entry }: ChannelAddress,
  filter: TagFilter | undefined,
  viewer: Viewer,
): boolean {
  if (record.owner !== undefined && !viewer.seesWorkOf(record.owner)) return false;
  if (entry !== undefined && record.key !== entry && record.follows?.includes(entry) !== true) return false;
  if (filter === undefined) return true;
  for (const [tag, wanted] of Object.entries(filter)) {
    const held = record.tags?.[tag];
    if (typeof held === 'string' ? held !== wanted : held?.includes(wanted) !== true) return false;
  }
  return true;
}
