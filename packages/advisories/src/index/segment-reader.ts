import { crc32 } from 'node:zlib';
import { errors } from '../errors.ts';
import type { ByteSource } from './bytes.ts';
import { endianMark, magic, type SectionRow, trailerBytes } from './segment-layout.ts';

/** One open segment: its directory is in memory, everything else is read when it is asked for. */
export class SegmentReader {
  readonly meta: Readonly<Record<string, unknown>>;
  private readonly source: ByteSource;
  private readonly rows: ReadonlyMap<string, SectionRow>;
  /** What errors name. */
  readonly file: string;

  /** Throws `advisories.database_unusable` when the bytes are no whole segment. `file` is named in errors. */
  constructor(source: ByteSource, file: string) {
    this.source = source;
    this.file = file;
    const { rows, meta } = this.readDirectory();
    this.rows = rows;
    this.meta = meta;
  }

  sectionNames(): readonly string[] {
    return [...this.rows.keys()];
  }

  has(name: string): boolean {
    return this.rows.has(name);
  }

  /** Length of a section in bytes; 0 when there is none. */
  length(name: string): number {
    return this.rows.get(name)?.[1] ?? 0;
  }

  /** A whole section, its checksum verified; empty when there is none. */
  readAll(name: string): Buffer {
    const row = this.rows.get(name);
    if (row === undefined) return Buffer.alloc(0);
    const bytes = this.readBytes(row[0], row[1]);
    if (crc32(bytes) !== row[2]) throw this.damaged(`section ${name} does not have its checksum`);
    return bytes;
  }

  /** Part of a section; the caller verifies what it holds. */
  readPart(name: string, offset: number, length: number): Buffer {
    const row = this.rows.get(name);
    if (row === undefined || offset < 0 || length < 0 || offset + length > row[1])
      throw this.damaged(`section ${name} has no ${length} bytes at ${offset}`);
    return this.readBytes(row[0] + offset, length);
  }

  /** All of the file in pieces, as it was when it was opened. */
  *bytes(): Generator<Buffer> {
    const step = 1 << 20;
    for (let at = 0; at < this.source.size; at += step) yield this.readBytes(at, Math.min(step, this.source.size - at));
  }

  damaged(reason: string, cause?: unknown): Error {
    return errors.database_unusable(`the index file is damaged: ${reason}`, { file: this.file }, cause);
  }

  close(): void {
    this.source.close();
  }

  private readBytes(offset: number, length: number): Buffer {
    try {
      return this.source.read(offset, length);
    } catch (cause) {
      throw this.damaged(`${length} bytes at ${offset} cannot be read`, cause);
    }
  }

  private readDirectory(): { rows: Map<string, SectionRow>; meta: Record<string, unknown> } {
    if (this.source.size < 16 + trailerBytes) throw this.damaged('it is too short');
    const header = this.readBytes(0, 16);
    if (header.toString('latin1', 0, 8) !== magic) throw this.damaged('it does not start as an index file');
    if (new Uint32Array(new Uint8Array(header.subarray(8, 12)).buffer)[0] !== endianMark)
      throw this.damaged('it was written on a machine of another byte order');
    const trailer = this.readBytes(this.source.size - trailerBytes, trailerBytes);
    if (trailer.toString('latin1', 16, 24) !== magic) throw this.damaged('its end is missing');
    const offset = trailer.readDoubleLE(0);
    const length = trailer.readUInt32LE(8);
    if (!Number.isSafeInteger(offset) || offset + length + trailerBytes !== this.source.size)
      throw this.damaged('its directory is not where it should be');
    const bytes = this.readBytes(offset, length);
    if (crc32(bytes) !== trailer.readUInt32LE(12)) throw this.damaged('its directory does not have its checksum');
    const parsed = JSON.parse(bytes.toString('utf8')) as {
      sections: Record<string, SectionRow>;
      meta: Record<string, unknown>;
    };
    return { rows: new Map(Object.entries(parsed.sections)), meta: parsed.meta };
  }
}
