import { basename, join } from 'node:path';
import { type AppError, type Clock, fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { Budget, defaultLimits, type SourceLimits } from '../sources/limits.ts';
import { readSource } from '../sources/read-source.ts';
import type { IndexSource } from '../types.ts';
import type { BuildReport, OnProgress } from './build-report.ts';
import { BuildThread } from './build-thread.ts';
import { mergeById, parseExportSources } from './export-sources.ts';
import { fullContent } from './full-content.ts';
import { pointerBefore, publishGeneration, type Tables } from './generation.ts';
import { writeFault } from './index-folder.ts';
import { Intake } from './intake.ts';
import type { Pointer } from './pointer.ts';
import { PrepareQueue } from './prepare-queue.ts';
import { removeTemporary } from './publish.ts';
import { BlockWriter } from './record-blocks.ts';
import { RecordStore } from './record-store.ts';
import { writeSharedContent } from './segment-content.ts';
import { SegmentFile } from './segment-file.ts';
import { handOverPackages, writeEpssAside } from './shared-writing.ts';
import { writeKevFile } from './table-files.ts';
import { takeWriteLock } from './write-lock.ts';

/** What a build reads and where it writes. */
export interface BuildOptions {
  /** Files and folders; JSON, JSON lines, gzip, zip, KEV and EPSS, told apart by content. */
  readonly from: readonly string[];
  /** Folder of the index; it is created. What is in it stays current until the build is complete. */
  readonly out: string;
  readonly clock: Clock;
  readonly onProgress?: OnProgress;
  /** The records are a sample for a first look, and no project beside its own can be checked with them; see `isSample`. */
  readonly sample?: boolean;
  /** Lower bounds than oraculo.md §1 sets. */
  readonly limits?: Partial<SourceLimits>;
  /** How long to wait for another writer; default 0. */
  readonly lockWaitMs?: number;
  /** Looks at what was read before it is made current; with an error the folder stays as it was, and that is the answer. */
  readonly accept?: (read: { readonly records: number; readonly quarantined: number }) => AppError | undefined;
}

/**
 * Builds a whole new generation from local sources and makes it current in one step. A record that is not valid is
 * quarantined and counted; the rest goes on. An export keeps the dates of its sources, anything else has the clock's. Fails with `advisories.source_unreadable`, `source_too_large`,
 * `nothing_to_build` or `database_busy`, and then the folder is as it was.
 */
export async function buildIndex(options: BuildOptions): Promise<Result<BuildReport>> {
  const lock = await takeWriteLock(options.out, options.lockWaitMs ?? 0);
  if (!lock.ok) return lock;
  try {
    removeTemporary(options.out);
    return await buildLocked(options);
  } catch (error) {
    return fail(writeFault(error, options.out));
  } finally {
    removeTemporary(options.out);
    lock.value.release();
  }
}

async function buildLocked(options: BuildOptions): Promise<Result<BuildReport>> {
  const started = performance.now();
  const base = new SegmentFile(options.out, 'base');
  const blocks = new BlockWriter(base.out, true);
  const thread = new BuildThread();
  const store = new RecordStore(blocks, join(options.out, `tmp-spool-${process.pid}`));
  try {
    const intake = new Intake(store, 'local');
    const budget = new Budget({ ...defaultLimits, ...options.limits });
    const sources = await readAll(options, intake, budget, blocks, thread);
    blocks.finish();
    await blocks.settle();
    if (store.byId.size === 0 && intake.kev === undefined && intake.epss === undefined) {
      const { quarantinedCount, quarantined } = intake.losses;
      const text = `no advisory was found in ${options.from.join(', ')}; ${quarantinedCount} pieces were refused`;
      return fail(errors.nothing_to_build(text, { quarantined: quarantined.slice(0, 20) }));
    }
    const refused = options.accept?.({ records: intake.good, quarantined: intake.losses.quarantinedCount });
    if (refused !== undefined) return fail(refused);
    const pointer = await writeGeneration(options, base, store, intake, sources, thread);
    const { losses } = intake;
    return ok({
      generation: pointer.manifest.generation,
      digest: pointer.manifest.digest,
      records: pointer.manifest.records,
      read: intake.read,
      quarantinedCount: losses.quarantinedCount,
      quarantined: losses.quarantined,
      skippedElements: losses.skippedElements,
      flagged: losses.flagged,
      skipped: losses.skipped,
      kev: intake.kev?.entries.length ?? 0,
      epss: intake.epss?.columns.length ?? 0,
      compressedBytes: budget.compressed,
      expandedBytes: budget.expanded,
      indexBytes: pointer.files.reduce((sum, file) => sum + file.size, 0),
      durationMs: performance.now() - started,
    });
  } finally {
    await thread.close();
    store.close();
    base.close();
  }
}

async function readAll(
  options: BuildOptions,
  intake: Intake,
  budget: Budget,
  blocks: BlockWriter,
  thread: BuildThread,
): Promise<readonly IndexSource[]> {
  const sources: IndexSource[] = [];
  const queue = new PrepareQueue(thread, (item, prepared) => intake.take(item, prepared));
  const tables: TableDates = { kev: stamp(options.clock), epss: stamp(options.clock) };
  for (const path of options.from) {
    const before = { read: intake.read, lost: intake.losses.quarantinedCount, kev: intake.kev, epss: intake.epss };
    options.onProgress?.({ type: 'source', source: path });
    for await (const batch of readSource(path, budget)) {
      for (const item of batch) queue.add(item);
      queue.foresee(budget.expanded);
      await queue.relieve();
      if (blocks.isFull) await blocks.settle();
      if (batch.length > 0)
        options.onProgress?.({ type: 'read', source: path, records: intake.read, bytes: budget.expanded });
    }
    await queue.settle();
    intake.finishSource();
    const exported = exportedSources(intake, options.clock);
    const records = intake.read - before.read;
    const quarantined = intake.losses.quarantinedCount - before.lost;
    const counts = { records, quarantined };
    sources.push(...sourcesOfPath(path, options.sample === true ? 'sample' : 'local', exported, counts, options.clock));
    const dateOf = (kind: IndexSource['kind']) =>
      exported.find((source) => source.kind === kind)?.syncedAt ?? stamp(options.clock);
    if (intake.kev !== before.kev) tables.kev = dateOf('kev');
    if (intake.epss !== before.epss) tables.epss = dateOf('epss');
  }
  return [...mergeById(sources), ...tableSources(intake, tables)];
}

/** What the exports that were just read say of their sources; a bad list is quarantined. */
function exportedSources(intake: Intake, clock: Clock): readonly IndexSource[] {
  return intake.exports.splice(0).flatMap(({ text, origin }) => {
    const parsed = parseExportSources(text, clock.now());
    if (typeof parsed !== 'string') return parsed;
    intake.losses.quarantine({ origin, reason: parsed });
    return [];
  });
}

/** The manifest's entries for the records of one path: those of the export that it is, else one of its own. */
function sourcesOfPath(
  path: string,
  prefix: 'local' | 'sample',
  exported: readonly IndexSource[],
  { records, quarantined }: Pick<IndexSource, 'records' | 'quarantined'>,
  clock: Clock,
): readonly IndexSource[] {
  const [first, ...rest] = exported.filter(({ kind }) => kind === 'osv' || kind === 'local');
  if (first !== undefined) return [{ ...first, quarantined: first.quarantined + quarantined }, ...rest];
  if (records + quarantined === 0) return [];
  return [{ id: `${prefix}:${basename(path)}`, kind: 'local', syncedAt: stamp(clock), records, quarantined }];
}

/** When catalogue and forecasts were last heard, RFC 3339. */
interface TableDates {
  kev: string;
  epss: string;
}

/** The manifest's entries for catalogue and forecasts, as far as they were read. */
function tableSources(intake: Pick<Intake, 'kev' | 'epss'>, dates: TableDates): IndexSource[] {
  const out: IndexSource[] = [];
  if (intake.kev !== undefined) {
    const { entries, bad, version } = intake.kev;
    const { kev: syncedAt } = dates;
    out.push({ id: 'kev', kind: 'kev', syncedAt, records: entries.length, quarantined: bad, cursor: version });
  }
  if (intake.epss !== undefined) {
    const { columns, date } = intake.epss;
    const { epss: syncedAt } = dates;
    out.push({ id: 'epss', kind: 'epss', syncedAt, records: columns.length, quarantined: 0, cursor: date });
  }
  return out;
}

function stamp(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}

async function writeGeneration(
  options: BuildOptions,
  base: SegmentFile,
  store: RecordStore,
  intake: Intake,
  sources: readonly IndexSource[],
  thread: BuildThread,
): Promise<Pointer> {
  const { out, onProgress } = options;
  const forecasts = intake.epss === undefined ? undefined : writeEpssAside(thread, out, intake.epss);
  const content = fullContent(store, intake.losses.quarantined);
  const elsewhere = handOverPackages(thread, store, content.namings);
  await writeSharedContent(base.out, content, elsewhere, (part) => onProgress?.({ type: 'write', part }));
  const layer = base.finishLater({});
  let tables: Tables;
  try {
    const kev = intake.kev === undefined ? undefined : writeKevFile(out, intake.kev);
    const epss = await forecasts;
    tables = { ...(kev === undefined ? {} : { kev }), ...(epss === undefined ? {} : { epss }) };
  } finally {
    // Also where a table fails: its file is not to be closed under the system's hands.
    await layer;
  }
  return publishGeneration({
    dir: options.out,
    clock: options.clock,
    before: pointerBefore(options.out),
    layers: [await layer],
    tables,
    rows: content.records,
    sources,
  });
}
