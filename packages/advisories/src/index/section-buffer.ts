import type { SectionSink } from './section-sink.ts';
import { mostEntryBytes, putEntry } from './table-entry.ts';

/** A section that is written elsewhere. */
export interface FinishedSection {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Sections in memory, to be written into a segment later. */
export class SectionBuffer implements SectionSink {
  private readonly done: FinishedSection[] = [];
  private name: string | undefined;
  private buffer = Buffer.allocUnsafeSlow(1 << 16);
  private used = 0;

  get offset(): number {
    return this.used;
  }

  section(name: string): void {
    this.end();
    this.name = name;
  }

  write(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.used);
    this.used += bytes.length;
  }

  writeEntry(keyLength: number, text: string): void {
    this.reserve(mostEntryBytes(text));
    this.used = putEntry(this.buffer, this.used, keyLength, text);
  }

  /** All sections; each has a buffer of its own, which can go to another thread. */
  finish(): readonly FinishedSection[] {
    this.end();
    return this.done;
  }

  private end(): void {
    if (this.name === undefined) return;
    this.done.push({ name: this.name, bytes: Uint8Array.from(this.buffer.subarray(0, this.used)) });
    this.name = undefined;
    this.used = 0;
  }

  private reserve(more: number): void {
    if (this.used + more <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(this.buffer.length * 2 + more);
    larger.set(this.buffer.subarray(0, this.used));
    this.buffer = larger;
  }
}
