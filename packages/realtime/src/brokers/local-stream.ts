import type { StoredRecord } from '../log/index.ts';
import { newEpoch } from './epoch.ts';
import type { Continuation, Published } from './types.ts';

/** How many event ids are remembered per channel (gateway.md §7). */
export const idsKept = 1_000;

/** The sequence of one channel within this process: an epoch, the next offset, and the events that already have one. */
export class LocalStream {
  readonly epoch = newEpoch();
  #top = 0;
  readonly #offsets = new Map<string, number>();

  /** Gives a record its place; an event that has one keeps it. */
  place(record: StoredRecord): Published {
    const known = this.#offsets.get(record.eventId);
    if (known !== undefined) return { epoch: this.epoch, offset: known, repeated: true };
    this.#top += 1;
    this.#offsets.set(record.eventId, this.#top);
    if (this.#offsets.size > idsKept) {
      const [oldest] = this.#offsets.keys();
      if (oldest !== undefined) this.#offsets.delete(oldest);
    }
    return { epoch: this.epoch, offset: this.#top, repeated: false };
  }

  /** How the stream stands for the hub of this process, which was told of everything in it. */
  standing(how: Continuation['how']): Continuation {
    return { epoch: this.epoch, offset: this.#top, floor: this.#top, entries: [], how };
  }
}
