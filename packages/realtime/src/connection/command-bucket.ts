/** What a bucket says of one command. */
export type CommandVerdict = 'taken' | 'refused' | 'abuse';

/** A token bucket for the commands of one connection: over it 111, and abuse when a full burst was refused in a row. */
export class CommandBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #atMs: number;
  #refused = 0;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#atMs = nowMs;
  }

  take(nowMs: number): CommandVerdict {
    const passedMs = Math.max(0, nowMs - this.#atMs);
    this.#tokens = Math.min(this.#burst, this.#tokens + (passedMs * this.#perSecond) / 1_000);
    this.#atMs = nowMs;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      this.#refused = 0;
      return 'taken';
    }
    this.#refused += 1;
    return this.#refused > this.#burst ? 'abuse' : 'refused';
  }
}
