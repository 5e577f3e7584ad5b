import type { Clock } from '@maximus/kernel';

/** Something that wants to be called again at a time. */
export interface Visited {
  /** Answers when it wants to be called next (ms since the epoch). */
  visit(nowMs: number): number;
}

/**
 * One timer for the heartbeats, time-outs and checks of all connections: each waits in the slot of its next call. Ten
 * thousand connections cost ten thousand set entries instead of ten thousand timers, and leave nothing behind.
 */
export class Rounds {
  readonly #clock: Clock;
  readonly #slotMs: number;
  readonly #slots = new Map<number, Set<Visited>>();
  readonly #places = new Map<Visited, number>();
  #timer: NodeJS.Timeout | undefined;
  #next: number;

  constructor(clock: Clock, slotMs: number) {
    this.#clock = clock;
    this.#slotMs = slotMs;
    this.#next = Math.floor(clock.now() / slotMs);
  }

  get size(): number {
    return this.#places.size;
  }

  /** Calls at a time, and from then on whenever it asks for. Moves what is already placed. */
  place(visited: Visited, atMs: number): void {
    this.remove(visited);
    const slot = Math.max(this.#next, Math.ceil(atMs / this.#slotMs));
    let waiting = this.#slots.get(slot);
    if (waiting === undefined) {
      waiting = new Set();
      this.#slots.set(slot, waiting);
    }
    waiting.add(visited);
    this.#places.set(visited, slot);
    if (this.#timer !== undefined) return;
    this.#next = Math.min(this.#next, Math.floor(this.#clock.now() / this.#slotMs));
    this.#timer = setInterval(() => this.#turn(), this.#slotMs);
    this.#timer.unref();
  }

  /** Calls no more. The last to leave stops the timer. */
  remove(visited: Visited): void {
    const slot = this.#places.get(visited);
    if (slot === undefined) return;
    this.#places.delete(visited);
    const waiting = this.#slots.get(slot);
    waiting?.delete(visited);
    if (waiting?.size === 0) this.#slots.delete(slot);
    if (this.#places.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #turn(): void {
    const nowMs = this.#clock.now();
    const now = Math.floor(nowMs / this.#slotMs);
    // After a long stall, or when the clock stepped, look at what is there instead of counting through every slot.
    const due = [...this.#slots.keys()].filter((slot) => slot <= now).sort((a, b) => a - b);
    this.#next = now + 1;
    for (const slot of due) {
      for (const visited of [...(this.#slots.get(slot) ?? [])]) {
        if (this.#places.get(visited) !== slot) continue;
        const nextMs = visited.visit(nowMs);
        if (this.#places.has(visited)) this.place(visited, nextMs);
      }
    }
  }
}
