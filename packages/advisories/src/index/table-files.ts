import type { KevCatalogue } from '../feeds/kev/parse.ts';
import { type EpssDay, writeEpss } from './epss-table.ts';
import { writeKev } from './kev-table.ts';
import { digestOf } from './manifest.ts';
import type { IndexFile } from './pointer.ts';
import { writeSegmentFile } from './segment-file.ts';

/** A written table and the digest over what it says. */
export interface WrittenTable {
  readonly file: IndexFile;
  readonly digest: string;
}

/** Writes the catalogue; the file's meta carries version, release and digest. */
export function writeKevFile(dir: string, catalogue: KevCatalogue): WrittenTable {
  const byCve = new Map(catalogue.entries.map((entry) => [entry.cve_id.toLowerCase(), JSON.stringify(entry)]));
  const digest = digestOf([...byCve].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text));
  const file = writeSegmentFile(dir, 'kev', (out) => {
    writeKev(out, catalogue.entries);
    return { version: catalogue.version, released: catalogue.released, digest };
  });
  return { file, digest };
}

/** Writes a day of forecasts; the file's meta carries date and digest. */
export function writeEpssFile(dir: string, day: EpssDay): WrittenTable {
  let digest = '';
  const file = writeSegmentFile(dir, 'epss', (out) => {
    digest = writeEpss(out, day);
    return { date: day.date, digest };
  });
  return { file, digest };
}
