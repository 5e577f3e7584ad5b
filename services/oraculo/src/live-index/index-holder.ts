import { indexMark, openIndex } from '@maximus/advisories';
import type { Logger } from '@maximus/observability';
import { errors } from '../errors.ts';
import { CountedIndex, type IndexLease, liveIndexOf } from './live-index.ts';

/** A generation that became the live one. */
export interface IndexSwap {
  /** A lease on the one before, for whoever compares the two; end it. */
  readonly before: IndexLease | undefined;
  readonly after: IndexLease;
}

/** Is told of each swap; the leases end when it resolves. */
export type OnSwap = (swap: IndexSwap) => Promise<void>;

/**
 * Holds the live generation of the advisory index and swaps to a newer one in one step: whoever has a lease goes on with
 * the generation it opened. Builds and updates happen elsewhere; this looks whether the folder has a newer one.
 */
export class IndexHolder {
  private readonly dir: string;
  private readonly log: Logger;
  private mark: string | undefined;
  private counted: CountedIndex | undefined;
  private problem: string | undefined;
  private readonly listeners: OnSwap[] = [];
  private looking: Promise<boolean> | undefined;

  constructor(dir: string, log: Logger) {
    this.dir = dir;
    this.log = log;
  }

  /** A lease on the live generation; fails with `oraculo.nothing_to_match` while there is none. */
  lease(): IndexLease {
    if (this.counted === undefined) throw errors.nothing_to_match(this.problem ?? 'there is no advisory index yet');
    return this.counted.lease();
  }

  /** The same, or nothing while there is no index. */
  tryLease(): IndexLease | undefined {
    return this.counted?.lease();
  }

  /** Why there is no usable index, or why a newer one could not be opened. */
  get trouble(): string | undefined {
    return this.problem;
  }

  onSwap(listener: OnSwap): void {
    this.listeners.push(listener);
  }

  /** Opens a newer generation when there is one and waits for the listeners; answers whether there was. */
  refresh(): Promise<boolean> {
    this.looking ??= this.look().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  close(): void {
    this.counted?.retire();
    this.counted = undefined;
  }

  private async look(): Promise<boolean> {
    const mark = indexMark(this.dir);
    if (mark !== undefined && mark === this.mark) return false;
    const opened = openIndex(this.dir);
    if (!opened.ok) {
      if (this.problem !== opened.error.message)
        this.log.warn({ err: opened.error }, 'the advisory index cannot be opened');
      this.problem = opened.error.message;
      return false;
    }
    this.problem = undefined;
    this.mark = mark;
    const live = liveIndexOf(opened.value);
    const old = this.counted;
    if (old?.live.generation === live.generation && old.live.digest === live.digest) {
      // The sources were heard and brought nothing: the same content with newer dates.
      for (const [id, key] of old.live.groupKeys) live.groupKeys.set(id, key);
      this.counted = new CountedIndex(live);
      old.retire();
      return false;
    }
    using before = old?.lease();
    this.counted = new CountedIndex(live);
    using after = this.counted.lease();
    old?.retire();
    this.log.info({ generation: live.generation, from: old?.live.generation }, 'a newer advisory index is live');
    for (const listener of this.listeners) await listener({ before, after });
    return true;
  }
}
