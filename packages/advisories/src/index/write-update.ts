import { join } from 'node:path';
import { applyDeltas, type DeltaChanges } from './apply-deltas.ts';
import type { Losses } from './build-report.ts';
import { fileSource } from './bytes.ts';
import { deltaContent } from './delta-content.ts';
import type { Fetched } from './fetch-feeds.ts';
import { publishGeneration, type Tables, tablesOf } from './generation.ts';
import { LayeredIndex } from './layered-index.ts';
import type { IndexFile, Pointer } from './pointer.ts';
import { rebuild } from './rebuild.ts';
import { BlockWriter } from './record-blocks.ts';
import { RecordStore } from './record-store.ts';
import { type RecordRow, writeContent } from './segment-content.ts';
import { SegmentFile } from './segment-file.ts';
import { SegmentReader } from './segment-reader.ts';
import { writeEpssFile, writeKevFile } from './table-files.ts';
import { mergeSources, type UpdateRun } from './update-run.ts';

/** What was written for what the feeds brought. */
export interface Written {
  /** Absent when there was nothing to write. */
  readonly pointer?: Pointer;
  readonly wrote: 'base' | 'delta' | 'tables' | 'nothing';
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly losses: Losses;
}

/** A delta larger than this share of the base is merged into a new base. */
const deltaShare = 0.1;
/** Below this many records a delta is not worth merging. */
const fewRecords = 200;

/** Writes a new base, a delta or only tables, whichever the news call for, and makes the result current. */
export async function writeUpdate(run: UpdateRun, fetched: Fetched): Promise<Written> {
  const hasBulk = fetched.ecosystems.some(({ sync }) => sync.state === 'bulk');
  const deltas = applyDeltas(run, fetched);
  if (run.before === undefined || hasBulk || isLarge(run, deltas)) {
    if (
      run.before === undefined &&
      fetched.ecosystems.length === 0 &&
      fetched.kev === undefined &&
      fetched.epss === undefined
    )
      return { wrote: 'nothing', ...counts(deltas) };
    return writeBase(run, fetched, deltas);
  }
  if (deltas.changes.size > 0) return writeDelta(run, fetched, deltas);
  if (fetched.kev === undefined && fetched.epss === undefined) return { wrote: 'nothing', ...counts(deltas) };
  const { pointer, index } = run.before;
  const layers = pointer.files.filter(({ role }) => role === 'base' || role === 'delta');
  return { ...counts(deltas), wrote: 'tables', pointer: publishNext(run, fetched, layers, index.recordRows()) };
}

function counts({ added, changed, removed, losses }: DeltaChanges): Omit<Written, 'wrote' | 'pointer'> {
  return { added, changed, removed, losses };
}

function isLarge(run: UpdateRun, deltas: DeltaChanges): boolean {
  const index = run.before?.index;
  if (index === undefined || deltas.changes.size === 0) return false;
  const size = new Set([...index.deltaIds(), ...deltas.changes.keys()]).size;
  return size > fewRecords && size > index.manifest.records * deltaShare;
}

async function writeBase(run: UpdateRun, fetched: Fetched, deltas: DeltaChanges): Promise<Written> {
  const built = await rebuild(run, fetched, deltas);
  if (built === undefined) return { wrote: 'nothing', ...counts(deltas) };
  const { file, rows, ...rest } = built;
  return { ...rest, wrote: 'base', pointer: publishNext(run, fetched, [file], rows) };
}

function writeDelta(run: UpdateRun, fetched: Fetched, deltas: DeltaChanges): Written {
  const before = run.before as NonNullable<UpdateRun['before']>;
  const { dir } = run.options;
  const file = new SegmentFile(dir, 'delta');
  const blocks = new BlockWriter(file.out);
  const store = new RecordStore(blocks);
  try {
    const content = deltaContent(before.index, deltas.changes, store, deltas.losses.quarantined);
    blocks.finish();
    writeContent(file.out, content, (part) => run.onProgress({ type: 'write', part }));
    const base = before.pointer.files.find(({ role }) => role === 'base') as IndexFile;
    const layers = [base, file.finish({})];
    const merged = openLayers(dir, before.index, layers);
    try {
      return { ...counts(deltas), wrote: 'delta', pointer: publishNext(run, fetched, layers, merged.recordRows()) };
    } finally {
      merged.close();
    }
  } finally {
    file.close();
    store.close();
  }
}

function openLayers(dir: string, now: LayeredIndex, files: readonly IndexFile[]): LayeredIndex {
  const layers = files.map(({ name }) => new SegmentReader(fileSource(join(dir, name)), name)).reverse();
  return new LayeredIndex(now.manifest, { layers });
}

function publishNext(
  run: UpdateRun,
  fetched: Fetched,
  layers: readonly IndexFile[],
  rows: Iterable<RecordRow>,
): Pointer {
  const { dir, clock } = run.options;
  const carried = run.before === undefined ? {} : tablesOf(run.before.pointer, run.before.index);
  const tables: Tables = {
    ...carried,
    ...(fetched.kev === undefined ? {} : { kev: writeKevFile(dir, fetched.kev) }),
    ...(fetched.epss === undefined ? {} : { epss: writeEpssFile(dir, fetched.epss) }),
  };
  const sources = mergeSources(run.before?.pointer.manifest.sources ?? [], fetched.sources);
  return publishGeneration({ dir, clock, before: run.before?.pointer, layers, tables, rows, sources });
}
