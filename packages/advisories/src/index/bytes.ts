import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Random access to the bytes of one immutable file. */
export interface ByteSource {
  readonly size: number;
  /** Exactly `length` bytes; throws a `RangeError` when the source ends before. */
  read(offset: number, length: number): Buffer;
  close(): void;
}

/** A source over bytes in memory. */
export function memorySource(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    read(offset, length) {
      if (offset < 0 || length < 0 || offset + length > bytes.length) throw shortRead(offset, length);
      return bytes.subarray(offset, offset + length);
    },
    close() {
      /* nothing is held */
    },
  };
}

/**
 * A source over a file that is opened for reading only; nothing is written beside it and no lock is taken, so a
 * read-only folder and another user's process do. Throws what the system says when it cannot be opened.
 */
export function fileSource(path: string): ByteSource {
  const fd = openSync(path, 'r');
  let open = true;
  return {
    size: fstatSync(fd).size,
    read(offset, length) {
      const buffer = Buffer.allocUnsafe(length);
      let done = 0;
      while (done < length) {
        const count = readSync(fd, buffer, done, length - done, offset + done);
        if (count === 0) throw shortRead(offset, length);
        done += count;
      }
      return buffer;
    },
    close() {
      if (open) closeSync(fd);
      open = false;
    },
  };
}

function shortRead(offset: number, length: number): RangeError {
  return new RangeError(`the file ends before ${length} bytes at ${offset}`);
}

/** The 32 bits at a place, lowest byte first; Buffer's own method allocates to check its argument. */
export function uint32At(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
  return (low | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)) >>> 0;
}
