import type { Subscription } from '../hub/index.ts';
import type { Message } from '../log/index.ts';

/** A message that waits for a subscription, or a frame that waits for the connection as such. */
export type Waiting =
  | { readonly subscription: Subscription; readonly message: Message; readonly bytes: number }
  | { readonly frame: Buffer; readonly bytes: number };

/**
 * What one connection still has to be sent: two lanes, the urgent one first; order holds within a lane, and a channel is
 * always in the same lane. Replacing puts the newer message at the end and leaves a hole at the old place, so offsets
 * never go back.
 */
export class SendQueue {
  readonly #lanes: [urgent: (Waiting | undefined)[], normal: (Waiting | undefined)[]] = [[], []];
  readonly #heads: [number, number] = [0, 0];
  #bytes = 0;
  #count = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  push(waiting: Waiting, urgent: boolean): void {
    this.#lanes[urgent ? 0 : 1].push(waiting);
    this.#bytes += waiting.bytes;
    this.#count += 1;
    if ('subscription' in waiting) waiting.subscription.queued += 1;
  }

  /** Takes out what a newer message of the same subscription replaces; true when there was one. */
  replace(subscription: Subscription, replaces: string, urgent: boolean): boolean {
    const lane = this.#lanes[urgent ? 0 : 1];
    for (let at = this.#heads[urgent ? 0 : 1]; at < lane.length; at += 1) {
      const waiting = lane[at];
      if (waiting === undefined || !('subscription' in waiting)) continue;
      if (waiting.subscription !== subscription || waiting.message.replaces !== replaces) continue;
      lane[at] = undefined;
      this.#taken(waiting);
      return true;
    }
    return false;
  }

  /** The next to be sent. */
  shift(): Waiting | undefined {
    for (const index of [0, 1] as const) {
      const lane = this.#lanes[index];
      while (this.#heads[index] < lane.length) {
        const waiting = lane[this.#heads[index]];
        lane[this.#heads[index]] = undefined;
        this.#heads[index] += 1;
        if (waiting === undefined) continue;
        this.#taken(waiting);
        return waiting;
      }
      lane.length = 0;
      this.#heads[index] = 0;
    }
    return undefined;
  }

  /** Forgets what waits for a subscription that has ended. */
  drop(subscription: Subscription): void {
    if (subscription.queued === 0) return;
    for (const lane of this.#lanes) {
      for (const [at, waiting] of lane.entries()) {
        if (waiting === undefined || !('subscription' in waiting) || waiting.subscription !== subscription) continue;
        lane[at] = undefined;
        this.#taken(waiting);
      }
    }
  }

  #taken(waiting: Waiting): void {
    this.#bytes -= waiting.bytes;
    this.#count -= 1;
    if ('subscription' in waiting) waiting.subscription.queued -= 1;
  }
}
