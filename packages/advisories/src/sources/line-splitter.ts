import type { SourceItem } from './item.ts';

/** Splits JSON lines. A line over the limit costs itself, not the file. */
export class LineSplitter {
  private readonly origin: string;
  private readonly limit: number;
  private held: Buffer[] = [];
  private heldBytes = 0;
  private tooLong = false;
  private line = 1;

  constructor(origin: string, limit: number) {
    this.origin = origin;
    this.limit = limit;
  }

  push(chunk: Buffer): SourceItem[] {
    const out: SourceItem[] = [];
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(0x0a, start);
      if (end < 0) break;
      this.hold(chunk.subarray(start, end));
      this.release(out);
      this.line += 1;
      start = end + 1;
    }
    // The chunk may be reused or be large: what is carried over is copied.
    if (start < chunk.length) this.hold(Buffer.from(chunk.subarray(start)));
    return out;
  }

  end(): SourceItem[] {
    const out: SourceItem[] = [];
    this.release(out);
    return out;
  }

  private hold(part: Buffer): void {
    if (part.length === 0 || this.tooLong) return;
    if (this.heldBytes + part.length > this.limit + 1) {
      this.tooLong = true;
      this.held = [];
      return;
    }
    this.held.push(part);
    this.heldBytes += part.length;
  }

  private release(out: SourceItem[]): void {
    const place = { origin: this.origin, line: this.line };
    if (this.tooLong) out.push({ kind: 'fault', ...place, reason: `the line is longer than ${this.limit} bytes` });
    else {
      const text = trimmed(this.held.length === 1 ? (this.held[0] as Buffer) : Buffer.concat(this.held));
      if (text.length > 0) out.push({ kind: 'record', ...place, text });
    }
    this.held = [];
    this.heldBytes = 0;
    this.tooLong = false;
  }
}

function trimmed(text: Buffer): Buffer {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text[start] as number)) start += 1;
  while (end > start && isSpace(text[end - 1] as number)) end -= 1;
  return end - start === text.length ? text : text.subarray(start, end);
}

/** White space of JSON. */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
