import type { AppError, Result } from '@maximus/kernel';
import { type Cursor, cursorText, parseCursor } from '../feeds/cursor.ts';
import type { EpssFile } from '../feeds/epss/parse.ts';
import { syncEpss } from '../feeds/epss/sync.ts';
import type { KevCatalogue } from '../feeds/kev/parse.ts';
import { syncKev } from '../feeds/kev/sync.ts';
import { type OsvSync, syncOsv } from '../feeds/osv/sync.ts';
import { type LookedUp, lookUp } from '../feeds/osv-api/look-up.ts';
import type { HttpClient } from '../net/http-client.ts';
import { parseTimestamp } from '../osv/timestamp.ts';
import type { IndexSource } from '../types.ts';
import type { SourceOutcome } from './build-report.ts';
import type { UpdateRun } from './update-run.ts';

/** News of one ecosystem. */
export interface EcosystemNews {
  readonly ecosystem: string;
  readonly sync: Exclude<OsvSync, { state: 'unchanged' }>;
}

/** What the feeds brought. Writing adds the outcome and the manifest's entry of each ecosystem that has news. */
export interface Fetched {
  readonly ecosystems: readonly EcosystemNews[];
  readonly kev?: KevCatalogue;
  readonly epss?: EpssFile;
  readonly singles?: LookedUp;
  readonly outcomes: SourceOutcome[];
  readonly sources: IndexSource[];
  firstError?: AppError;
}

/** Id of an ecosystem's source in the manifest. */
export function osvSourceId(ecosystem: string): string {
  return `osv:${ecosystem}`;
}

/** Asks every configured feed for news, one after the other. A feed that fails does not stop the others. */
export async function fetchAll(run: UpdateRun, client: HttpClient): Promise<Fetched> {
  const ecosystems: EcosystemNews[] = [];
  const fetched: Fetched = { ecosystems, outcomes: [], sources: [] };
  const { feeds } = run.options;
  for (const ecosystem of feeds.osv === undefined ? [] : run.options.ecosystems) {
    const id = osvSourceId(ecosystem);
    run.onProgress({ type: 'source', source: id });
    const sync = await syncEcosystem(run, client, feeds.osv ?? '', ecosystem);
    if (!sync.ok) note(run, fetched, id, sync.error);
    else if (sync.value.state === 'unchanged') unchanged(run, fetched, id, sync.value.cursor);
    else ecosystems.push({ ecosystem, sync: sync.value });
  }
  const kev = feeds.kev === undefined ? undefined : await kevNews(run, client, feeds.kev, fetched);
  const epss = feeds.epss === undefined ? undefined : await epssNews(run, client, feeds.epss, fetched);
  const singles = await singleNews(run, client, fetched);
  return Object.assign(fetched, kev && { kev }, epss && { epss }, singles && { singles });
}

/** Id of the outcome of single look-ups; it is no source of the manifest, because it stands for no ecosystem. */
export const singlesId = 'osv-api';

async function singleNews(run: UpdateRun, client: HttpClient, fetched: Fetched): Promise<LookedUp | undefined> {
  if (run.options.lookUp === undefined) return undefined;
  run.onProgress({ type: 'source', source: singlesId });
  const modifiedOf = (id: string) => parseTimestamp(run.before?.index.row(id)?.modified ?? '');
  const got = await lookUp(client, run.options.lookUp, modifiedOf);
  if (got.ok) return got.value;
  note(run, fetched, singlesId, got.error);
  return undefined;
}

/** Notes that a source keeps its old data, and why. */
export function note(run: UpdateRun, fetched: Fetched, id: string, error: AppError): void {
  const state = error.code === 'advisories.feed_degraded' ? 'degraded' : 'failed';
  fetched.outcomes.push({ id, state, records: lastOf(run, id)?.records ?? 0, error });
  fetched.firstError ??= error;
}

/** The manifest's entry of a source before this update. */
export function lastOf(run: UpdateRun, id: string): IndexSource | undefined {
  return run.before?.pointer.manifest.sources.find((source) => source.id === id);
}

/** Time of this update, as the manifest writes it. */
export function syncedAt(run: UpdateRun): string {
  return new Date(run.options.clock.now()).toISOString();
}

function unchanged(run: UpdateRun, fetched: Fetched, id: string, cursor: Cursor): void {
  const last = lastOf(run, id);
  fetched.outcomes.push({ id, state: 'unchanged', records: last?.records ?? 0 });
  if (last !== undefined) fetched.sources.push({ ...last, syncedAt: syncedAt(run), cursor: cursorText(cursor) });
}

function syncEcosystem(run: UpdateRun, client: HttpClient, base: string, ecosystem: string): Promise<Result<OsvSync>> {
  const last = lastOf(run, osvSourceId(ecosystem));
  return syncOsv({
    client,
    base,
    ecosystem,
    ...(last === undefined
      ? {}
      : { last: { cursor: parseCursor(last.cursor), syncedAtMs: parseTimestamp(last.syncedAt) ?? 0 } }),
    modifiedOf: (id) => parseTimestamp(run.before?.index.row(id)?.modified ?? ''),
    folder: run.downloads,
    nowMs: run.options.clock.now(),
    onProgress: run.onProgress,
  });
}

async function kevNews(
  run: UpdateRun,
  client: HttpClient,
  url: string,
  fetched: Fetched,
): Promise<KevCatalogue | undefined> {
  run.onProgress({ type: 'source', source: 'kev' });
  const got = await syncKev(client, url, tableState(run, 'kev'));
  if (!got.ok) note(run, fetched, 'kev', got.error);
  else if (got.value.state === 'unchanged') unchanged(run, fetched, 'kev', parseCursor(lastOf(run, 'kev')?.cursor));
  else {
    const { catalogue, cursor } = got.value;
    heard(run, fetched, 'kev', catalogue.entries.length, catalogue.bad, cursor);
    return catalogue;
  }
  return undefined;
}

async function epssNews(
  run: UpdateRun,
  client: HttpClient,
  url: string,
  fetched: Fetched,
): Promise<EpssFile | undefined> {
  run.onProgress({ type: 'source', source: 'epss' });
  const got = await syncEpss(client, url, tableState(run, 'epss'));
  if (!got.ok) note(run, fetched, 'epss', got.error);
  else if (got.value.state === 'unchanged') unchanged(run, fetched, 'epss', parseCursor(lastOf(run, 'epss')?.cursor));
  else {
    const { day, cursor } = got.value;
    heard(run, fetched, 'epss', day.columns.length, day.bad, cursor);
    return day;
  }
  return undefined;
}

function tableState(run: UpdateRun, id: 'kev' | 'epss'): { cursor: Cursor; records: number } | undefined {
  const last = lastOf(run, id);
  return last === undefined ? undefined : { cursor: parseCursor(last.cursor), records: last.records };
}

function heard(
  run: UpdateRun,
  fetched: Fetched,
  id: 'kev' | 'epss',
  records: number,
  quarantined: number,
  cursor: Cursor,
) {
  fetched.outcomes.push({ id, state: 'updated', records });
  fetched.sources.push({ id, kind: id, syncedAt: syncedAt(run), records, quarantined, cursor: cursorText(cursor) });
}
