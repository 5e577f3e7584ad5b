import { createHash } from 'node:crypto';
import { parseTimestamp } from '../osv/timestamp.ts';
import type { IndexManifest, IndexSource } from '../types.ts';
import { formatVersion } from './manifest-format.ts';
import type { RecordRow } from './segment-content.ts';

/** What a manifest is computed from. */
export interface ManifestInput {
  readonly rows: Iterable<RecordRow>;
  readonly generation: number;
  /** Milliseconds since the epoch. */
  readonly builtAtMs: number;
  readonly quarantined: number;
  readonly sources: readonly IndexSource[];
  /** SHA-256 over the entries of the catalogue and the forecasts; empty where there are none. */
  readonly kevDigest: string;
  readonly epssDigest: string;
}

/** Counts, newest stamp and digest over the rows; the order of the rows does not count. */
export function manifestOf(input: ManifestInput): IndexManifest {
  const rows = inOrder(input.rows);
  const hash = createHash('sha256');
  const ecosystems = new Map<string, number>();
  // A feed's records name its own ecosystem and, now and then, others besides: those are no feed of the others.
  const covered = new Set(
    input.sources.filter(({ id }) => id.startsWith('osv:')).map(({ id }) => id.slice('osv:'.length)),
  );
  let withdrawn = 0;
  let newest = '';
  let newestMs = Number.NEGATIVE_INFINITY;
  for (const { id, row } of rows) {
    hash.update(`${id}\0${row.digest}\n`);
    if (row.withdrawn) withdrawn += 1;
    for (const base of row.ecosystems) ecosystems.set(base, (ecosystems.get(base) ?? 0) + 1);
    if (row.ecosystems.length === 1 && row.ecosystems[0] !== undefined) covered.add(row.ecosystems[0]);
    const ms = parseTimestamp(row.modified) ?? Number.POSITIVE_INFINITY;
    if (ms <= input.builtAtMs && (ms > newestMs || (ms === newestMs && row.modified > newest))) {
      newest = row.modified;
      newestMs = ms;
    }
  }
  hash.update(`kev\0${input.kevDigest}\nepss\0${input.epssDigest}\n`);
  return {
    format: formatVersion,
    generation: input.generation,
    builtAt: new Date(input.builtAtMs).toISOString(),
    records: rows.length,
    withdrawn,
    quarantined: input.quarantined,
    ...(newest === '' ? {} : { newestModified: newest }),
    ecosystems: Object.fromEntries([...ecosystems].sort(([a], [b]) => (a < b ? -1 : 1))),
    covered: [...covered].sort(),
    sources: input.sources,
    digest: hash.digest('hex'),
  };
}

/** Rows by lower-case id; a build already has them so. */
function inOrder(rows: Iterable<RecordRow>): { id: string; row: RecordRow }[] {
  const out = Array.from(rows, (row) => ({ id: row.id.toLowerCase(), row }));
  const isSorted = out.every((each, place) => place === 0 || (out[place - 1] as { id: string }).id < each.id);
  return isSorted ? out : out.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** SHA-256 over texts in the order given, each ended by a line feed; empty for none. */
export function digestOf(texts: Iterable<string>): string {
  const hash = createHash('sha256');
  let any = false;
  for (const text of texts) {
    any = true;
    hash.update(`${text}\n`);
  }
  return any ? hash.digest('hex') : '';
}
