import { type ChannelName, channels } from '@maximus/contracts';
import { ChannelLog, type LogLimits, type Message } from '../log/index.ts';
import type { Subscription } from './subscription.ts';

/** One channel on this node: its log and those who read it. */
export class Channel {
  readonly name: ChannelName;
  readonly log: ChannelLog;
  readonly urgent: boolean;
  readonly #subscriptions = new Set<Subscription>();
  #snapshot: readonly Subscription[] | undefined;

  constructor(name: ChannelName, limits: LogLimits) {
    this.name = name;
    this.log = new ChannelLog(name, '', limits);
    this.urgent = 'urgent' in channels[name];
  }

  get size(): number {
    return this.#subscriptions.size;
  }

  add(subscription: Subscription): void {
    this.#subscriptions.add(subscription);
    this.#snapshot = undefined;
  }

  remove(subscription: Subscription): void {
    this.#subscriptions.delete(subscription);
    this.#snapshot = undefined;
  }

  /** The readers at this moment; who joins or leaves meanwhile does not change it. */
  readers(): readonly Subscription[] {
    this.#snapshot ??= [...this.#subscriptions];
    return this.#snapshot;
  }

  /** Hands a message to everybody who wants it; answers how many did. One receiver's failure is its own. */
  deliver(message: Message, failed: (subscription: Subscription, error: unknown) => void): number {
    let count = 0;
    for (const subscription of this.readers()) {
      if (subscription.paused) continue;
      subscription.seen = message.offset;
      if (!subscription.wants(message)) continue;
      count += 1;
      try {
        subscription.receiver.deliver(subscription, message);
      } catch (error) {
        failed(subscription, error);
      }
    }
    return count;
  }
}
