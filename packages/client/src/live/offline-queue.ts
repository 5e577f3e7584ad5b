/** Why a command was never sent. */
export type DropReason = 'overflow' | 'expired' | 'disconnected';

interface Waiting {
  readonly text: string;
  readonly atMs: number;
  readonly send: () => void;
  readonly drop: (reason: DropReason) => void;
}

const maxCommands = 100;
const maxBytes = 256 * 1_024;

/** Commands that wait for a connection: at most 100 and 256 KiB, oldest dropped first, old ones never sent. */
export class OfflineQueue {
  readonly #waiting: Waiting[] = [];
  readonly #maxAgeMs: number;
  #bytes = 0;

  constructor(maxAgeMs: number) {
    this.#maxAgeMs = maxAgeMs;
  }

  get size(): number {
    return this.#waiting.length;
  }

  push(text: string, send: () => void, drop: (reason: DropReason) => void): void {
    if (text.length > maxBytes) {
      drop('overflow');
      return;
    }
    this.#waiting.push({ text, atMs: Date.now(), send, drop });
    this.#bytes += text.length;
    while (this.#waiting.length > maxCommands || this.#bytes > maxBytes) this.#shift()?.drop('overflow');
  }

  /** Sends what is still young enough, in order. */
  flush(): void {
    const oldestMs = Date.now() - this.#maxAgeMs;
    for (let next = this.#shift(); next !== undefined; next = this.#shift()) {
      if (next.atMs < oldestMs) next.drop('expired');
      else next.send();
    }
  }

  clear(reason: DropReason): void {
    for (let next = this.#shift(); next !== undefined; next = this.#shift()) next.drop(reason);
  }

  #shift(): Waiting | undefined {
    const next = this.#waiting.shift();
    if (next !== undefined) this.#bytes -= next.text.length;
    return next;
  }
}
