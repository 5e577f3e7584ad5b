import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { SectionSink } from './section-sink.ts';
import { endianMark, magic, type SectionRow, trailerBytes } from './segment-layout.ts';
import { entryBytes, mostEntryBytes, putEntry } from './table-entry.ts';

/** Where the bytes of a segment go. */
export interface ByteSink {
  write(bytes: Uint8Array): void;
}

/** Bytes gathered in memory. */
export class MemorySink implements ByteSink {
  private readonly chunks: Buffer[] = [];

  write(bytes: Uint8Array): void {
    this.chunks.push(Buffer.from(bytes));
  }

  bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }
}

/** Bytes to an open file; the writer already gathers small ones. The caller syncs and closes. */
export class FileSink implements ByteSink {
  private readonly fd: number;

  constructor(fd: number) {
    this.fd = fd;
  }

  write(bytes: Uint8Array): void {
    writeAll(this.fd, bytes);
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(fd, bytes, done, bytes.length - done);
}

/** What a finished segment file is known by. */
export interface SegmentSeal {
  readonly size: number;
  /** SHA-256 of the whole file, hex. */
  readonly sha256: string;
}

/** Writes one segment: a header, named sections one after the other, a directory of them, a trailer. */
export class SegmentWriter implements SectionSink {
  private readonly sink: ByteSink;
  private readonly hash = createHash('sha256');
  private readonly rows: Record<string, SectionRow> = Object.create(null);
  /** Small writes are gathered, so that hashing and checksums work on large pieces. */
  private readonly buffer = Buffer.allocUnsafe(1 << 18);
  private used = 0;
  private position = 0;
  private start = 0;
  private crc = 0;
  private current: string | undefined;

  constructor(sink: ByteSink) {
    this.sink = sink;
    const header = Buffer.alloc(16);
    header.write(magic, 0, 'latin1');
    // Written in this machine's byte order on purpose: a reader of the other order sees another number and refuses.
    new Uint32Array(header.buffer, header.byteOffset + 8, 1)[0] = endianMark;
    this.emit(header);
  }

  /** Offset inside the section that is being written. */
  get offset(): number {
    return this.position - this.start;
  }

  /** Starts a section; it ends where the next one starts. */
  section(name: string): void {
    this.endSection();
    const rest = this.position % 8;
    if (rest > 0) this.emit(Buffer.alloc(8 - rest));
    this.flush();
    this.current = name;
    this.start = this.position;
    this.crc = 0;
  }

  /** The bytes are copied or out before this returns. */
  write(bytes: Uint8Array): void {
    this.emit(bytes);
  }

  /** An entry of a table; without a buffer of its own, as tables have many small entries. */
  writeEntry(keyLength: number, text: string): void {
    const most = mostEntryBytes(text);
    if (most > this.buffer.length) {
      this.emit(entryBytes(keyLength, text));
      return;
    }
    if (this.used + most > this.buffer.length) this.flush();
    const end = putEntry(this.buffer, this.used, keyLength, text);
    this.position += end - this.used;
    this.used = end;
  }

  /** Writes the directory and the trailer. `meta` is small JSON that a reader sees on opening. */
  finish(meta: Readonly<Record<string, unknown>>): SegmentSeal {
    this.endSection();
    const directory = Buffer.from(JSON.stringify({ sections: this.rows, meta }));
    const trailer = Buffer.alloc(trailerBytes);
    trailer.writeDoubleLE(this.position, 0);
    trailer.writeUInt32LE(directory.length, 8);
    trailer.writeUInt32LE(crc32(directory), 12);
    trailer.write(magic, 16, 'latin1');
    this.emit(directory);
    this.emit(trailer);
    this.flush();
    return { size: this.position, sha256: this.hash.digest('hex') };
  }

  private endSection(): void {
    this.flush();
    if (this.current === undefined) return;
    this.rows[this.current] = [this.start, this.position - this.start, this.crc];
    this.current = undefined;
  }

  private emit(bytes: Uint8Array): void {
    if (this.used + bytes.length > this.buffer.length) this.flush();
    this.position += bytes.length;
    if (bytes.length > this.buffer.length) this.send(bytes);
    else {
      this.buffer.set(bytes, this.used);
      this.used += bytes.length;
    }
  }

  private flush(): void {
    this.send(this.buffer.subarray(0, this.used));
    this.used = 0;
  }

  private send(bytes: Uint8Array): void {
    this.crc = crc32(bytes, this.crc);
    this.hash.update(bytes);
    this.sink.write(bytes);
  }
}
