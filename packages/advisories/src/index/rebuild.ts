import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type AppError, isAppError } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { cursorText } from '../feeds/cursor.ts';
import { newestMark } from '../feeds/osv/sync.ts';
import { Budget, defaultLimits } from '../sources/limits.ts';
import { readSource } from '../sources/read-source.ts';
import type { IndexSource } from '../types.ts';
import { type DeltaChanges, mergeLosses } from './apply-deltas.ts';
import { Losses } from './build-report.ts';
import { type EcosystemNews, type Fetched, lastOf, note, osvSourceId, syncedAt } from './fetch-feeds.ts';
import { fullContent } from './full-content.ts';
import { Intake } from './intake.ts';
import { baseOf } from './package-key.ts';
import type { IndexFile } from './pointer.ts';
import { BlockWriter } from './record-blocks.ts';
import { RecordStore } from './record-store.ts';
import { type RecordRow, writeContent } from './segment-content.ts';
import { SegmentFile } from './segment-file.ts';
import type { UpdateRun } from './update-run.ts';

/** A new base and how it differs from what was there. */
export interface Rebuilt {
  readonly file: IndexFile;
  readonly rows: readonly RecordRow[];
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly losses: Losses;
}

/**
 * Writes a base out of the archives that came, the single changes, and what the old index has beside them. An archive that
 * is damaged, has more than 1 % bad records or lost more than a fifth of its records is left out, noted, and the old data
 * of its ecosystem stays. `undefined` when then there is nothing to write.
 */
export async function rebuild(run: UpdateRun, fetched: Fetched, deltas: DeltaChanges): Promise<Rebuilt | undefined> {
  const archives = fetched.ecosystems.filter(({ sync }) => sync.state === 'bulk');
  for (let usable = archives; ; ) {
    const attempt = new Attempt(run, deltas);
    try {
      const bad = await attempt.readArchives(usable);
      if (bad === undefined) return await attempt.finish(fetched, archives);
      note(run, fetched, osvSourceId(bad.news.ecosystem), bad.error);
      removeDownload(bad.news);
      usable = usable.filter((news) => news !== bad.news);
      const nothing = usable.length === 0 && deltas.changes.size === 0;
      if (nothing && fetched.kev === undefined && fetched.epss === undefined) return undefined;
    } finally {
      attempt.close();
    }
  }
}

class Attempt {
  private readonly run: UpdateRun;
  private readonly deltas: DeltaChanges;
  private readonly file: SegmentFile;
  private readonly blocks: BlockWriter;
  private readonly store: RecordStore;
  private readonly losses = new Losses();
  private readonly sources: IndexSource[] = [];
  private readonly bases = new Set<string>();

  constructor(run: UpdateRun, deltas: DeltaChanges) {
    this.run = run;
    this.deltas = deltas;
    this.file = new SegmentFile(run.options.dir, 'base');
    this.blocks = new BlockWriter(this.file.out, true);
    this.store = new RecordStore(this.blocks, join(run.options.dir, `tmp-spool-${process.pid}`));
  }

  /** The first archive that is not to be believed, or nothing. */
  async readArchives(
    archives: readonly EcosystemNews[],
  ): Promise<{ news: EcosystemNews; error: AppError } | undefined> {
    for (const news of archives) {
      const error = await this.readArchive(news);
      if (error !== undefined) return { news, error };
    }
    return undefined;
  }

  async finish(fetched: Fetched, archives: readonly EcosystemNews[]): Promise<Rebuilt> {
    const { run, store } = this;
    for (const change of this.deltas.changes.values()) {
      if (change !== null) store.add(change.value, change.raw, change.feed);
    }
    const differences = await this.takeOverOld();
    this.blocks.finish();
    await this.blocks.settle();
    mergeLosses(this.losses, this.deltas.losses);
    const content = fullContent(store, this.losses.quarantined);
    writeContent(this.file.out, content, (part) => run.onProgress({ type: 'write', part }));
    const file = this.file.finish({});
    for (const source of this.sources) {
      fetched.sources.push(source);
      fetched.outcomes.push({ id: source.id, state: 'updated', records: source.records });
    }
    for (const news of archives) removeDownload(news);
    return { file, rows: content.records, ...differences, losses: this.losses };
  }

  close(): void {
    this.file.close();
    this.store.close();
  }

  private async readArchive({ ecosystem, sync }: EcosystemNews): Promise<AppError | undefined> {
    if (sync.state !== 'bulk') return undefined;
    const id = osvSourceId(ecosystem);
    const intake = new Intake(this.store, 'osv');
    let mark = '';
    try {
      const budget = new Budget(defaultLimits);
      for await (const batch of readSource(sync.path, budget)) {
        const seen = batch.flatMap((item) => intake.take(item) ?? []);
        if (this.blocks.isFull) await this.blocks.settle();
        mark = newestMark(seen, this.run.options.clock.now(), mark);
        this.run.onProgress({ type: 'read', source: id, records: intake.read, bytes: budget.expanded });
      }
    } catch (error) {
      if (isAppError(error)) return errors.feed_degraded(`${id}: ${error.message}`, {}, error);
      throw error;
    }
    const bad = intake.losses.quarantinedCount;
    const records = intake.good;
    const before = lastOf(this.run, id)?.records ?? 0;
    if (records === 0 || bad * 100 > records + bad || records < before * 0.8) {
      const text = `the archive of ${id} has ${records} good and ${bad} bad records, and ${before} are in use`;
      return errors.feed_degraded(text, { quarantined: intake.losses.quarantined.slice(0, 20) });
    }
    mergeLosses(this.losses, intake.losses);
    if (!ecosystem.includes(':')) this.bases.add(baseOf(ecosystem));
    const cursor = cursorText(mark === '' ? sync.cursor : { ...sync.cursor, mark });
    this.sources.push({ id, kind: 'osv', syncedAt: syncedAt(this.run), records, quarantined: bad, cursor });
    return undefined;
  }

  /** Adds what the old index has and nothing replaced or took away, and counts how old and new differ. */
  private async takeOverOld(): Promise<{ added: number; changed: number; removed: number }> {
    const { store } = this;
    const old = this.run.before?.index;
    const fresh = store.byId.size;
    let known = 0;
    let changed = 0;
    let removed = 0;
    for (const { row, text } of old?.recordTexts() ?? []) {
      const id = row.id.toLowerCase();
      const now = store.byId.get(id);
      if (now !== undefined) known += 1;
      if (now === undefined && this.isGone(row, id)) {
        removed += 1;
        continue;
      }
      if (now?.digest === row.digest) continue;
      store.add(JSON.parse(text), Buffer.from(text), row.feed);
      if (this.blocks.isFull) await this.blocks.settle();
      if (store.byId.get(id)?.digest !== row.digest) changed += 1;
    }
    return { added: fresh - known, changed, removed };
  }

  /** Only the feed's own records are taken away, and only when every ecosystem that they name was read whole. */
  private isGone(row: RecordRow, id: string): boolean {
    if (this.deltas.changes.get(id) === null) return true;
    return row.feed === 'osv' && row.ecosystems.length > 0 && row.ecosystems.every((base) => this.bases.has(base));
  }
}

function removeDownload({ sync }: EcosystemNews): void {
  if (sync.state === 'bulk') rmSync(sync.path, { force: true });
}
