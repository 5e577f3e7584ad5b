import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';

/** Where a piece lies in a spool. */
export interface Piece {
  readonly offset: number;
  readonly length: number;
}

const defaultSpillBytes = 64 << 20;

/**
 * Append-only bytes that a build comes back to: in memory while they are few, then in a temporary file, so that a build
 * of many gigabytes needs little memory. Without a path everything stays in memory.
 */
export class Spool {
  private readonly path: string | undefined;
  private readonly spillBytes: number;
  private fd: number | undefined;
  private chunks: Buffer[] = [];
  private starts: number[] = [];
  private buffer = Buffer.allocUnsafe(1 << 20);
  private used = 0;
  private flushed = 0;

  /** Beyond `spillBytes` the file is used. */
  constructor(path?: string, spillBytes = defaultSpillBytes) {
    this.path = path;
    this.spillBytes = spillBytes;
  }

  append(bytes: Uint8Array): Piece {
    if (this.used + bytes.length > this.buffer.length) this.flush(bytes.length);
    const offset = this.flushed + this.used;
    this.buffer.set(bytes, this.used);
    this.used += bytes.length;
    return { offset, length: bytes.length };
  }

  appendText(text: string): Piece {
    // Three bytes are the most that one unit of a text takes.
    if (this.used + text.length * 3 > this.buffer.length) return this.append(Buffer.from(text));
    const offset = this.flushed + this.used;
    const length = this.buffer.write(text, this.used);
    this.used += length;
    return { offset, length };
  }

  read(piece: Piece): Buffer {
    if (piece.offset >= this.flushed) {
      const start = piece.offset - this.flushed;
      return this.buffer.subarray(start, start + piece.length);
    }
    return this.fd === undefined ? this.readChunk(piece) : this.readFile(this.fd, piece);
  }

  /** Every byte that was appended, in order. */
  *bytes(): Generator<Buffer> {
    if (this.fd === undefined) yield* this.chunks;
    else {
      const step = 1 << 20;
      for (let offset = 0; offset < this.flushed; offset += step)
        yield this.readFile(this.fd, { offset, length: Math.min(step, this.flushed - offset) });
    }
    yield this.buffer.subarray(0, this.used);
  }

  /** Removes the temporary file; the spool is of no use after. */
  close(): void {
    if (this.fd === undefined || this.path === undefined) return;
    closeSync(this.fd);
    this.fd = undefined;
    rmSync(this.path, { force: true });
  }

  private flush(nextLength: number): void {
    const full = this.buffer.subarray(0, this.used);
    if (this.fd === undefined && this.path !== undefined && this.flushed + this.used > this.spillBytes)
      this.spill(this.path);
    if (this.fd === undefined) {
      this.chunks.push(full);
      this.starts.push(this.flushed);
    } else writeFully(this.fd, full);
    this.flushed += this.used;
    this.used = 0;
    if (this.fd === undefined || nextLength > this.buffer.length)
      this.buffer = Buffer.allocUnsafe(Math.max(1 << 20, nextLength));
  }

  private spill(path: string): void {
    this.fd = openSync(path, 'wx+', 0o600);
    for (const chunk of this.chunks) writeFully(this.fd, chunk);
    this.chunks = [];
    this.starts = [];
  }

  /** A piece never crosses chunks, because the buffer is flushed before one that would not fit. */
  private readChunk(piece: Piece): Buffer {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.starts[middle] as number) <= piece.offset) low = middle;
      else high = middle - 1;
    }
    const start = piece.offset - (this.starts[low] ?? 0);
    return (this.chunks[low] as Buffer).subarray(start, start + piece.length);
  }

  private readFile(fd: number, piece: Piece): Buffer {
    const out = Buffer.allocUnsafe(piece.length);
    let done = 0;
    while (done < piece.length) {
      const count = readSync(fd, out, done, piece.length - done, piece.offset + done);
      if (count === 0) throw new RangeError('the temporary file of the build ended early');
      done += count;
    }
    return out;
  }
}

function writeFully(fd: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(fd, bytes, done, bytes.length - done);
}
