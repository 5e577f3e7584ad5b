import { StringDecoder } from 'node:string_decoder';
import type { CommandOutput } from './types.ts';

/** Keeps the first and the last part of an output of any length, and counts the whole. */
export class OutputBuffer {
  readonly #half: number;
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #bytes = 0;

  /** `keptBytes` is split in equal parts for head and tail. */
  constructor(keptBytes: number) {
    this.#half = Math.max(1, Math.floor(keptBytes / 2));
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    const room = this.#half - this.#headBytes;
    if (room > 0) {
      const part = chunk.subarray(0, room);
      this.#head.push(Buffer.from(part));
      this.#headBytes += part.length;
    }
    const rest = chunk.subarray(Math.max(0, room));
    if (rest.length === 0) return;
    this.#tail.push(Buffer.from(rest.subarray(-this.#half)));
    this.#tailBytes += Math.min(rest.length, this.#half);
    if (this.#tailBytes > 4 * this.#half) this.#compact();
  }

  output(): CommandOutput {
    this.#compact();
    const whole = this.#bytes <= this.#headBytes + this.#tailBytes;
    const head = Buffer.concat(this.#head);
    const tail = Buffer.concat(this.#tail);
    if (whole) return { head: text(Buffer.concat([head, tail])), tail: '', bytes: this.#bytes };
    return { head: text(head), tail: text(tail), bytes: this.#bytes };
  }

  #compact(): void {
    const joined = Buffer.concat(this.#tail);
    const kept = joined.subarray(Math.max(0, joined.length - this.#half));
    this.#tail = [kept];
    this.#tailBytes = kept.length;
  }
}

function text(bytes: Buffer): string {
  return new StringDecoder('utf8').write(bytes);
}
