import type { KevCatalogue } from '../feeds/kev/parse.ts';
import type { EpssDay } from './epss-day.ts';
import { writeEpss } from './epss-writer.ts';
import { writeKev } from './kev-table.ts';
import { digestOf } from './manifest.ts';
import type { IndexFile } from './pointer.ts';
import { SegmentFile } from './segment-file.ts';

/** A written table and the digest over what it says. */
export interface WrittenTable {
  readonly file: IndexFile;
  readonly digest: string;
}

/** Writes the catalogue; the file's meta carries version, release and digest. */
export function writeKevFile(dir: string, catalogue: KevCatalogue): WrittenTable {
  const byCve = new Map(catalogue.entries.map((entry) => [entry.cve_id.toLowerCase(), JSON.stringify(entry)]));
  const digest = digestOf([...byCve].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text));
  const file = new SegmentFile(dir, 'kev');
  writeKev(file.out, catalogue.entries);
  return { file: file.finish({ version: catalogue.version, released: catalogue.released, digest }), digest };
}

/** Writes a day of forecasts; the file's meta carries date and digest. */
export function writeEpssFile(dir: string, day: EpssDay): WrittenTable {
  const file = new SegmentFile(dir, 'epss');
  const digest = writeEpss(file.out, day);
  return { file: file.finish({ date: day.date, digest }), digest };
}
