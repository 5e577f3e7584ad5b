import { errors } from '../errors.ts';
import { cursorText } from '../feeds/cursor.ts';
import type { LookedUp } from '../feeds/osv-api/look-up.ts';
import { canonicalDigest } from '../osv/canonical.ts';
import { isObject } from '../osv/fault.ts';
import { checkRecord } from '../osv/record.ts';
import { Losses } from './build-report.ts';
import type { ChangedRecord } from './delta-content.ts';
import { type EcosystemNews, type Fetched, lastOf, note, osvSourceId, singlesId, syncedAt } from './fetch-feeds.ts';
import { entriesOf } from './package-entries.ts';
import type { UpdateRun } from './update-run.ts';

/** The single records that changed since the mark, of all ecosystems. */
export interface DeltaChanges {
  /** Lower-case id → the new record, or `null` for one that is gone. */
  readonly changes: Map<string, ChangedRecord | null>;
  readonly losses: Losses;
  added: number;
  changed: number;
  removed: number;
}

/**
 * Checks what the deltas brought and notes the outcome of each ecosystem that has one. An ecosystem whose records are
 * bad to more than 1 % of what it has keeps its old data and its old mark.
 */
export function applyDeltas(run: UpdateRun, fetched: Fetched): DeltaChanges {
  const out: DeltaChanges = { changes: new Map(), losses: new Losses(), added: 0, changed: 0, removed: 0 };
  for (const news of fetched.ecosystems) if (news.sync.state === 'delta') applyOne(run, fetched, news, out);
  if (fetched.singles !== undefined) applySingles(run, fetched, fetched.singles, out);
  return out;
}

function applyOne(run: UpdateRun, fetched: Fetched, news: EcosystemNews, out: DeltaChanges): void {
  if (news.sync.state !== 'delta') return;
  const id = osvSourceId(news.ecosystem);
  const last = lastOf(run, id);
  const losses = new Losses();
  const good = goodOnes(news.sync.records, losses);
  if (losses.quarantinedCount * 100 > Math.max(last?.records ?? 0, news.sync.records.length)) {
    const text = `${losses.quarantinedCount} of ${news.sync.records.length} changed records of ${id} are bad`;
    note(run, fetched, id, errors.feed_degraded(text, { quarantined: losses.quarantined.slice(0, 20) }));
    return;
  }
  const before = { added: out.added, removed: out.removed };
  takeOver(run, good, news.sync.absent, out);
  mergeLosses(out.losses, losses);
  const records = (last?.records ?? 0) + (out.added - before.added) - (out.removed - before.removed);
  const quarantined = (last?.quarantined ?? 0) + losses.quarantinedCount;
  const cursor = cursorText(news.sync.cursor);
  fetched.outcomes.push({ id, state: 'updated', records });
  fetched.sources.push({ id, kind: 'osv', syncedAt: syncedAt(run), records, quarantined, cursor });
}

/** The records that can be used, by lower-case id; the others are quarantined. */
function goodOnes(
  records: readonly { readonly origin: string; readonly text: Buffer }[],
  losses: Losses,
): Map<string, ChangedRecord> {
  const good = new Map<string, ChangedRecord>();
  for (const { origin, text } of records) {
    const value = parsed(text);
    const checked = checkRecord(value);
    if (checked.ok && canonicalDigest(value) !== undefined) {
      good.set(checked.value.record.id.toLowerCase(), { value, raw: text, feed: 'osv' });
      for (const fault of checked.value.faults) {
        if (fault.effect === 'flagged') losses.flagged += 1;
        else losses.skip({ id: checked.value.record.id, origin, reason: `${fault.path} ${fault.reason}` });
      }
    } else losses.quarantine({ origin, reason: checked.ok ? 'nested too deep' : checked.error.message });
  }
  return good;
}

/**
 * Lays single records over. One that speaks only of ecosystems that no feed brings is left out: with it the index would
 * seem to know an ecosystem of which it knows a few packages.
 */
function applySingles(run: UpdateRun, fetched: Fetched, { records, absent }: LookedUp, out: DeltaChanges): void {
  const losses = new Losses();
  const covered = run.before?.index.manifest.covered ?? [];
  const good = goodOnes(records, losses);
  for (const [id, { value }] of good) {
    const checked = checkRecord(value);
    if (checked.ok && entriesOf(checked.value.record).some(({ base }) => covered.includes(base))) continue;
    good.delete(id);
    losses.quarantine({ id, origin: singlesId, reason: 'no feed brings the ecosystems that it names' });
  }
  takeOver(run, good, absent, out);
  mergeLosses(out.losses, losses);
  fetched.outcomes.push({ id: singlesId, state: good.size > 0 ? 'updated' : 'unchanged', records: good.size });
}

function takeOver(
  run: UpdateRun,
  good: ReadonlyMap<string, ChangedRecord>,
  absent: readonly string[],
  out: DeltaChanges,
): void {
  for (const [id, record] of good) {
    const old = run.before?.index.row(id);
    const known = out.changes.has(id);
    out.changes.set(id, record);
    if (known) continue;
    if (old === undefined) out.added += 1;
    else out.changed += 1;
  }
  for (const raw of absent) {
    const id = raw.toLowerCase();
    if (run.before?.index.row(id)?.feed !== 'osv' || out.changes.has(id)) continue;
    out.changes.set(id, null);
    out.removed += 1;
  }
}

/** Adds what one part lost to the whole. */
export function mergeLosses(into: Losses, from: Losses): void {
  for (const entry of from.quarantined) into.quarantine(entry);
  into.quarantinedCount += from.quarantinedCount - from.quarantined.length;
  for (const entry of from.skipped) into.skip(entry);
  into.skippedElements += from.skippedElements - from.skipped.length;
  into.flagged += from.flagged;
}

function parsed(text: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(text.toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
