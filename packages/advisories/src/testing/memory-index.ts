import type { Epss, Kev } from '@maximus/contracts';
import { memorySource } from '../index/bytes.ts';
import { cveNumber, EpssColumns, type EpssDay } from '../index/epss-day.ts';
import { writeEpss } from '../index/epss-writer.ts';
import { fullContent } from '../index/full-content.ts';
import { writeKev } from '../index/kev-table.ts';
import { LayeredIndex } from '../index/layered-index.ts';
import { manifestOf } from '../index/manifest.ts';
import { BlockWriter } from '../index/record-blocks.ts';
import { RecordStore } from '../index/record-store.ts';
import { writeContent } from '../index/segment-content.ts';
import { SegmentReader } from '../index/segment-reader.ts';
import { MemorySink, SegmentWriter } from '../index/segment-writer.ts';
import type { AdvisoryIndex, IndexSource } from '../types.ts';

/** What an index in memory is made of; records may be anything, as from a feed. */
export interface MemoryIndexInput {
  readonly records: readonly unknown[];
  readonly kev?: readonly Kev[];
  readonly epss?: readonly Epss[];
  /** RFC 3339; default 2026-11-20T00:00:00Z. */
  readonly builtAt?: string;
  /** Default: one local source of the day of the build. */
  readonly sources?: readonly IndexSource[];
}

/**
 * An index that lives in memory, for tests: the bytes are those that a build writes, read by the code that reads files.
 * Throws the first `advisories.record_invalid`, so that a slip in a test's record shows.
 * @example
 * const index = memoryIndex({ records: [{ id: 'T-1', modified: '2026-01-01T00:00:00Z', affected: [] }] });
 */
export function memoryIndex(input: MemoryIndexInput): AdvisoryIndex {
  const sink = new MemorySink();
  const out = new SegmentWriter(sink);
  const blocks = new BlockWriter(out);
  const store = new RecordStore(blocks);
  for (const record of input.records) {
    const added = store.add(record, Buffer.from(JSON.stringify(record)), 'local');
    if (!added.ok) throw added.error;
  }
  blocks.finish();
  writeContent(out, fullContent(store, []));
  out.finish({});
  const day = dayOf(input.epss ?? []);
  const builtAtMs = Date.parse(input.builtAt ?? '2026-11-20T00:00:00Z');
  const rows = [...store.byId.values()];
  const sources = [
    {
      id: 'memory',
      kind: 'local' as const,
      syncedAt: new Date(builtAtMs).toISOString(),
      records: rows.length,
      quarantined: 0,
    },
  ];
  const manifest = manifestOf({
    rows,
    generation: 1,
    builtAtMs,
    quarantined: 0,
    sources: input.sources ?? sources,
    kevDigest: '',
    epssDigest: '',
  });
  return new LayeredIndex(manifest, {
    layers: [new SegmentReader(memorySource(sink.bytes()), 'memory')],
    kev: segment((out) => writeKev(out, input.kev ?? []), {}),
    epss: segment((out) => writeEpss(out, day), { date: day.date }),
  });
}

function dayOf(forecasts: readonly Epss[]): EpssDay {
  const columns = new EpssColumns();
  for (const { cve_id, probability, percentile } of forecasts) {
    const number = cveNumber(cve_id);
    if (number === undefined) throw new RangeError(`${cve_id} is no CVE id`);
    columns.add(number, Math.round(probability * 1e9), Math.round(percentile * 1e9));
  }
  return { date: forecasts[0]?.date ?? '', columns };
}

function segment(write: (out: SegmentWriter) => void, meta: Record<string, unknown>): SegmentReader {
  const sink = new MemorySink();
  const out = new SegmentWriter(sink);
  write(out);
  out.finish(meta);
  return new SegmentReader(memorySource(sink.bytes()), 'memory');
}
