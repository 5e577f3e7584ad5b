import { closeSync, openSync, readSync } from 'node:fs';
import { crc32, gunzipSync, inflateRawSync } from 'node:zlib';
import type { Entry, RandomAccessReader, ZipFile } from 'yauzl';
import { errors } from '../errors.ts';
import { contentItems } from './content.ts';
import type { Batch, SourceItem } from './item.ts';
import type { Budget } from './limits.ts';

const windowBytes = 1 << 20;
const batchItems = 256;

/**
 * The items of a zip's entries, in the order of its directory. Every bound is checked on what really comes out, not on
 * what the directory claims; names are shown and never used as paths. Throws `advisories.source_unreadable` when the
 * archive itself is damaged; a damaged entry is a fault item.
 */
export async function* zipItems(path: string, budget: Budget): AsyncGenerator<Batch> {
  const fd = openSync(path, 'r');
  try {
    const windows = new Windows(fd);
    const zip = await openZip(path, windows);
    const state = { path, fd, windows, zip, budget, size: zip.fileSize, out: 0 };
    budget.takeCompressed(zip.fileSize, path);
    let batch: SourceItem[] = [];
    for await (const entry of zip.eachEntry()) {
      budget.takeEntry(path);
      await entryItems(state, entry, batch);
      if (batch.length >= batchItems) {
        yield batch;
        batch = [];
      }
    }
    yield batch;
  } catch (cause) {
    const { code, message } = cause as { code?: unknown; message?: unknown };
    if (typeof code === 'string' && code.startsWith('advisories.')) throw cause;
    throw errors.source_unreadable(`the archive cannot be read: ${String(message)}`, { file: path }, cause);
  } finally {
    closeSync(fd);
  }
}

interface ZipState {
  readonly path: string;
  readonly fd: number;
  readonly windows: Windows;
  readonly zip: ZipFile;
  readonly budget: Budget;
  readonly size: number;
  out: number;
}

async function openZip(path: string, windows: Windows): Promise<ZipFile> {
  const yauzl = await import('yauzl');
  class WindowReader extends yauzl.RandomAccessReader {
    override read(buffer: Buffer, offset: number, length: number, position: number, done: (e: Error | null) => void) {
      const part = windows.read(position, length);
      buffer.set(part, offset);
      const error = part.length < length ? new Error('the file ends early') : null;
      // Called later, because the library recurses from entry to entry.
      queueMicrotask(() => done(error));
    }
  }
  const reader: RandomAccessReader = new WindowReader();
  const { statSync } = await import('node:fs');
  return yauzl.fromRandomAccessReaderPromise(reader, statSync(path).size, {
    lazyEntries: true,
    decodeStrings: false,
    validateEntrySizes: true,
    autoClose: false,
  });
}

async function entryItems(state: ZipState, entry: Entry, into: SourceItem[]): Promise<void> {
  const name = (entry.fileName as unknown as Buffer).toString('utf8');
  if (name.endsWith('/')) return;
  const origin = `${state.path}!${name.slice(0, 300)}`;
  const data = await entryData(state, entry, name);
  if (typeof data === 'string') {
    into.push({ kind: 'fault', origin, reason: data });
    return;
  }
  for await (const batch of contentItems([data], origin, state.budget.limits)) into.push(...batch);
}

/** The expanded bytes, or the reason why there are none. */
async function entryData(state: ZipState, entry: Entry, name: string): Promise<Buffer | string> {
  if (entry.isEncrypted()) return 'the entry is encrypted';
  const limit = isTable(name) ? state.budget.limits.tableBytes : state.budget.limits.recordBytes;
  if (entry.uncompressedSize > limit || entry.compressedSize > limit) return `the entry is larger than ${limit} bytes`;
  const { fileDataStart } = await state.zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const packed = state.windows.read(fileDataStart, entry.compressedSize);
  if (packed.length < entry.compressedSize) return 'the archive ends inside the entry';
  const data = expand(packed, entry, limit);
  if (typeof data === 'string') return data;
  if (crc32(data) !== entry.crc32) return 'the entry does not have its checksum';
  state.out += data.length;
  state.budget.takeExpanded(data.length, state.path, state.size, state.out);
  if (data[0] !== 0x1f || data[1] !== 0x8b) return data;
  return expandGzip(state, data);
}

function expand(packed: Buffer, entry: Entry, limit: number): Buffer | string {
  if (entry.compressionMethod === 0) return Buffer.from(packed);
  if (entry.compressionMethod !== 8) return `compression method ${entry.compressionMethod} is not known`;
  try {
    return inflateRawSync(packed, { maxOutputLength: limit });
  } catch (cause) {
    return `the entry does not expand within ${limit} bytes: ${(cause as Error).message}`;
  }
}

function expandGzip(state: ZipState, data: Buffer): Buffer | string {
  const limit = state.budget.limits.tableBytes;
  try {
    const out = gunzipSync(data, { maxOutputLength: limit });
    state.out += out.length;
    state.budget.takeExpanded(out.length, state.path, state.size, state.out);
    return out;
  } catch (cause) {
    if ((cause as { code?: string }).code === 'advisories.source_too_large') throw cause;
    return `the entry does not expand within ${limit} bytes: ${(cause as Error).message}`;
  }
}

/** Names under which archives carry catalogues, forecasts and lists, which are larger than a record. */
function isTable(name: string): boolean {
  return /(?:kev|vulnerabilities|epss)[^/]*\.(?:json|csv|csv\.gz)$|\.jsonl(?:\.gz)?$|\.ndjson$/i.test(name);
}

/** Reads through two windows, one of which follows the directory and one the data, so that an entry costs no call. */
class Windows {
  private readonly fd: number;
  private windows: { start: number; bytes: Buffer }[] = [];

  constructor(fd: number) {
    this.fd = fd;
  }

  /** The bytes there, fewer at the end of the file. Valid until the second next call. */
  read(position: number, length: number): Buffer {
    const known = this.windows.find((w) => position >= w.start && position + length <= w.start + w.bytes.length);
    const window = known ?? this.load(position, length);
    const from = position - window.start;
    return window.bytes.subarray(from, from + length);
  }

  private load(position: number, length: number): { start: number; bytes: Buffer } {
    const bytes = Buffer.allocUnsafeSlow(Math.max(windowBytes, length));
    let done = 0;
    while (done < bytes.length) {
      const count = readSync(this.fd, bytes, done, bytes.length - done, position + done);
      if (count === 0) break;
      done += count;
    }
    const window = { start: position, bytes: bytes.subarray(0, done) };
    this.windows = [window, ...this.windows.slice(0, 1)];
    return window;
  }
}
