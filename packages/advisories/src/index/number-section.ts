import type { SegmentReader } from './segment-reader.ts';

/** A whole section of 32-bit numbers, its checksum verified; empty when there is none. */
export function readNumbers(segment: SegmentReader, section: string): Uint32Array {
  const bytes = segment.readAll(section);
  if (bytes.length % 4 !== 0) throw segment.damaged(`${section} has no whole rows`);
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}
