import { unbounded } from './highest-affected.ts';
import { readNumbers } from './number-section.ts';
import type { SegmentReader } from './segment-reader.ts';
import { TableReader } from './table-reader.ts';

/** The packages of one base ecosystem in one segment, and their bounds. */
export class PackageTable extends TableReader {
  private readonly file: SegmentReader;
  private readonly section: string;
  private bounds: Uint32Array | undefined;

  constructor(segment: SegmentReader, base: string) {
    super(segment, `pkg:${base}`);
    this.file = segment;
    this.section = `pkg:${base}.bounds`;
  }

  /**
   * The number above which no version of the package with this hash is affected (`highestAffected`), without reading its
   * entries; `undefined` when there is no such package, `unbounded` when two have the hash.
   */
  bound(hash: number): number | undefined {
    const [first, end] = this.placesOf(hash);
    if (first === end) return undefined;
    this.bounds ??= readNumbers(this.file, this.section);
    return end - first > 1 ? unbounded : (this.bounds[first] ?? unbounded);
  }
}
