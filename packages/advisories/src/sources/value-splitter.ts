import type { SourceItem } from './item.ts';
import { isSpace } from './line-splitter.ts';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openBrace = 0x7b;
const openBracket = 0x5b;
const closeBrace = 0x7d;
const closeBracket = 0x5d;

/**
 * Splits a JSON array of objects, one object over many lines, or several in a row, without parsing them. An object over
 * the limit is passed over and reported.
 */
export class ValueSplitter {
  private readonly origin: string;
  private readonly limit: number;
  private held: Buffer[] = [];
  private heldBytes = 0;
  private tooLong = false;
  private depth = 0;
  private inArray = false;
  private inString = false;
  private escaped = false;
  private line = 1;
  private startLine = 1;
  private strayReported = false;

  constructor(origin: string, limit: number) {
    this.origin = origin;
    this.limit = limit;
  }

  push(chunk: Buffer): SourceItem[] {
    const out: SourceItem[] = [];
    let start = 0;
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i] as number;
      if (byte === 0x0a) this.line += 1;
      if (this.depth === 0) {
        if (byte === openBrace) {
          start = i;
          this.depth = 1;
          this.startLine = this.line;
        } else this.outside(byte, out);
      } else if (this.inside(byte)) {
        this.hold(chunk.subarray(start, i + 1));
        this.release(out);
      }
    }
    if (this.depth > 0) this.hold(Buffer.from(chunk.subarray(start)));
    return out;
  }

  end(): SourceItem[] {
    if (this.depth === 0) return [];
    return [
      { kind: 'fault', origin: this.origin, line: this.startLine, reason: 'the file ends in the middle of a record' },
    ];
  }

  /** Follows strings and nesting; true when the object ends with this byte. */
  private inside(byte: number): boolean {
    if (this.inString) {
      if (this.escaped) this.escaped = false;
      else if (byte === backslash) this.escaped = true;
      else if (byte === quote) this.inString = false;
      return false;
    }
    if (byte === quote) this.inString = true;
    else if (byte === openBrace || byte === openBracket) this.depth += 1;
    else if (byte === closeBrace || byte === closeBracket) this.depth -= 1;
    return this.depth === 0;
  }

  private outside(byte: number, out: SourceItem[]): void {
    if (isSpace(byte) || (this.inArray && (byte === comma || byte === closeBracket))) return;
    if (byte === openBracket && !this.inArray) {
      this.inArray = true;
      return;
    }
    if (this.strayReported) return;
    this.strayReported = true;
    out.push({ kind: 'fault', origin: this.origin, line: this.line, reason: 'there is text that is no JSON object' });
  }

  private hold(part: Buffer): void {
    if (this.tooLong) return;
    this.heldBytes += part.length;
    if (this.heldBytes > this.limit) {
      this.tooLong = true;
      this.held = [];
    } else this.held.push(part);
  }

  private release(out: SourceItem[]): void {
    const place = { origin: this.origin, line: this.startLine };
    if (this.tooLong) out.push({ kind: 'fault', ...place, reason: `the record is larger than ${this.limit} bytes` });
    else out.push({ kind: 'record', ...place, text: Buffer.concat(this.held) });
    this.held = [];
    this.heldBytes = 0;
    this.tooLong = false;
  }
}
