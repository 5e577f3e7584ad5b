import { errors } from '../errors.ts';

/** Bounds of one source; the defaults are oraculo.md §1. Sizes in bytes. */
export interface SourceLimits {
  readonly compressedBytes: number;
  readonly expandedBytes: number;
  /** Entries of an archive, and files of a folder. */
  readonly entries: number;
  readonly recordBytes: number;
  /** Expanded bytes for each compressed one, once `ratioFloorBytes` have come out. */
  readonly ratio: number;
  readonly ratioFloorBytes: number;
  /** Largest KEV catalogue or EPSS table, expanded. */
  readonly tableBytes: number;
}

/** The limits that hold unless a caller lowers them. */
export const defaultLimits: SourceLimits = {
  compressedBytes: 4 * 2 ** 30,
  expandedBytes: 20 * 2 ** 30,
  entries: 2_000_000,
  recordBytes: 2 ** 20,
  ratio: 100,
  ratioFloorBytes: 64 * 2 ** 20,
  tableBytes: 256 * 2 ** 20,
};

/** Counts what a build has read against the limits; one budget for all its sources. */
export class Budget {
  readonly limits: SourceLimits;
  compressed = 0;
  expanded = 0;
  private entries = 0;

  constructor(limits: SourceLimits) {
    this.limits = limits;
  }

  /** Counts bytes as they lie on disk; throws `advisories.source_too_large`. */
  takeCompressed(bytes: number, file: string): void {
    this.compressed += bytes;
    if (this.compressed > this.limits.compressedBytes)
      throw tooLarge(file, `more than ${this.limits.compressedBytes} bytes are to be read`);
  }

  /** Counts bytes that came out of `inBytes` of this one file, `outBytes` so far. */
  takeExpanded(bytes: number, file: string, inBytes: number, outBytes: number): void {
    this.expanded += bytes;
    if (this.expanded > this.limits.expandedBytes)
      throw tooLarge(file, `it expands to more than ${this.limits.expandedBytes} bytes`);
    if (outBytes > this.limits.ratioFloorBytes && outBytes > inBytes * this.limits.ratio)
      throw tooLarge(file, `it expands more than ${this.limits.ratio} to 1`);
  }

  takeEntry(file: string): void {
    this.entries += 1;
    if (this.entries > this.limits.entries) throw tooLarge(file, `it holds more than ${this.limits.entries} entries`);
  }
}

function tooLarge(file: string, reason: string): Error {
  return errors.source_too_large(`${reason}`, { file });
}
