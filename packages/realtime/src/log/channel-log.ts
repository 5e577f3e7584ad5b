import { type ChannelName, type ChannelRow, channels, type Position } from '@maximus/contracts';
import { Message } from './message.ts';
import type { StoredRecord } from './record.ts';

/** How much a log keeps. */
export interface LogLimits {
  readonly messages: number;
  readonly ageMs: number;
  readonly bytes: number;
}

/** How many of the newest messages keep their frames for receivers that are a little behind. */
const framesKept = 16;

/**
 * What this node holds of one channel. `since(offset)` answers with all that came after or with `undefined`, never with
 * a part: `floor` is the highest offset of which something after it may be gone. In a channel that keeps the last value
 * per key, "all" is the newest value of every key that changed.
 */
export class ChannelLog {
  readonly channel: ChannelName;
  readonly mode: ChannelRow['mode'];
  readonly #limits: LogLimits;
  #epoch: string;
  #top = 0;
  #floor = 0;
  #bytes = 0;
  /** By offset in a stream, by key in a cache; oldest first. */
  #entries = new Map<number | string, Message>();

  constructor(channel: ChannelName, epoch: string, limits: LogLimits) {
    this.channel = channel;
    this.mode = channels[channel].mode;
    this.#epoch = epoch;
    this.#limits = limits;
  }

  get epoch(): string {
    return this.#epoch;
  }

  get top(): number {
    return this.#top;
  }

  get floor(): number {
    return this.#floor;
  }

  get size(): number {
    return this.#entries.size;
  }

  get position(): Position {
    return { offset: this.#top, epoch: this.#epoch };
  }

  /** Begins anew: another epoch, or the same one after messages were missed that cannot be had any more. */
  reset(epoch: string, floor: number): void {
    this.#epoch = epoch;
    this.#top = floor;
    this.#floor = floor;
    this.#bytes = 0;
    this.#entries = new Map();
  }

  /** States that nothing came between the newest entry and `top`; only ever raises it. */
  raiseTop(top: number): void {
    this.#top = Math.max(this.#top, top);
  }

  /** Takes the next message in. The caller has made sure that `offset` continues the log. */
  append(offset: number, record: StoredRecord): Message {
    const message = new Message(this.channel, this.mode, offset, record);
    const place = this.mode === 'cache' ? (record.key ?? '') : offset;
    const replaced = this.#entries.get(place);
    if (replaced !== undefined) this.#remove(place, replaced);
    this.#entries.set(place, message);
    this.#bytes += message.bytes;
    this.#top = offset;
    if (this.mode === 'stream') this.#entries.get(offset - framesKept)?.dropFrames();
    else replaced?.dropFrames();
    while (this.#entries.size > this.#limits.messages || this.#bytes > this.#limits.bytes) this.#dropOldest();
    return message;
  }

  /** Lets go of what is over its age; a cache keeps its last values. */
  trim(nowMs: number): void {
    if (this.mode === 'cache') return;
    for (const message of this.#entries.values()) {
      if (message.record.atMs > nowMs - this.#limits.ageMs) return;
      this.#dropOldest();
    }
  }

  /** Everything after an offset in order, or `undefined` when that cannot be said any more. */
  since(offset: number): readonly Message[] | undefined {
    if (offset > this.#top || offset < this.#floor) return undefined;
    if (offset === this.#top) return [];
    if (this.mode === 'stream') {
      const found: Message[] = [];
      for (let at = offset + 1; at <= this.#top; at += 1) {
        const message = this.#entries.get(at);
        if (message === undefined) return undefined;
        found.push(message);
      }
      return found;
    }
    return [...this.#entries.values()].filter((message) => message.offset > offset);
  }

  /** All that is held, oldest first. */
  held(): readonly Message[] {
    return [...this.#entries.values()];
  }

  /** Whether a cache has a value of a key. */
  holds(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Id of the event at an offset of a stream, where it is still held. */
  eventAt(offset: number): string | undefined {
    if (this.mode === 'stream') return this.#entries.get(offset)?.record.eventId;
    const newest = offset === this.#top ? [...this.#entries.values()].at(-1) : undefined;
    return newest?.offset === offset ? newest.record.eventId : undefined;
  }

  #dropOldest(): void {
    const oldest = this.#entries.entries().next();
    if (oldest.done === true) return;
    const [place, message] = oldest.value;
    this.#remove(place, message);
    this.#floor = Math.max(this.#floor, message.offset);
  }

  #remove(place: number | string, message: Message): void {
    this.#entries.delete(place);
    this.#bytes -= message.bytes;
  }
}
