import type { StoredText } from './prepared-record.ts';

/** Texts end to end in UTF-8, on their way to another thread. */
export class GatheredTexts {
  private buffer: Buffer;
  private used = 0;

  /** It grows beyond `size` bytes. */
  constructor(size: number) {
    this.buffer = Buffer.allocUnsafeSlow(Math.max(size, 1 << 12));
  }

  /** The bytes that it takes. */
  add(text: StoredText): number {
    const most = text.length * 3;
    if (this.used + most > this.buffer.length) this.grow(most);
    const length = typeof text === 'string' ? this.buffer.write(text, this.used) : text.length;
    if (typeof text !== 'string') this.buffer.set(text, this.used);
    this.used += length;
    return length;
  }

  /** All of them; the buffer behind can go to another thread. */
  bytes(): Uint8Array {
    return new Uint8Array(this.buffer.buffer, 0, this.used);
  }

  private grow(more: number): void {
    const larger = Buffer.allocUnsafeSlow(this.buffer.length * 2 + more);
    larger.set(this.buffer.subarray(0, this.used));
    this.buffer = larger;
  }
}
