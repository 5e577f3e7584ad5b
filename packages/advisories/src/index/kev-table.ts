import type { Kev } from '@maximus/contracts';
import type { SegmentReader } from './segment-reader.ts';
import type { SegmentWriter } from './segment-writer.ts';
import { TableReader } from './table-reader.ts';
import { writeTable } from './table-writer.ts';

/** Writes a catalogue; of two entries for one CVE the last stays. */
export function writeKev(out: SegmentWriter, entries: readonly Kev[]): void {
  const byCve = new Map(entries.map((entry) => [entry.cve_id.toLowerCase(), entry]));
  const kept = [...byCve.values()];
  writeTable(out, 'kev', [...byCve.keys()], (place) => JSON.stringify(kept[place]));
}

/** Look-ups in a catalogue, without regard to the case of the CVE. */
export class KevTable {
  private readonly table: TableReader;

  constructor(segment: SegmentReader) {
    this.table = new TableReader(segment, 'kev');
  }

  get size(): number {
    return this.table.size;
  }

  get(cve: string): Kev | undefined {
    const value = this.table.get(cve.toLowerCase());
    return value === undefined ? undefined : (JSON.parse(value) as Kev);
  }

  /** Every entry, sorted by CVE. */
  entries(): Kev[] {
    const all = [...this.table.entries()].map(({ value }) => JSON.parse(value) as Kev);
    return all.sort((a, b) => (a.cve_id < b.cve_id ? -1 : 1));
  }
}
