import type { AdvisoryIndex } from '../types.ts';
import { LayeredIndex } from './layered-index.ts';
import { entriesOf } from './package-entries.ts';
import type { RecordRow } from './segment-content.ts';

/** What became of one record between two generations. */
export interface RecordChange {
  readonly id: string;
  readonly change: 'added' | 'changed' | 'withdrawn' | 'removed';
}

/** What a newer generation changes for those who have matched an older one. */
export interface IndexChanges {
  readonly records: readonly RecordChange[];
  /** Base ecosystem and normalised name of every package whose entries may differ, each once. */
  readonly packages: readonly { readonly base: string; readonly key: string }[];
  /** Ids and aliases, in lower case, of every group that holds or held a changed record. */
  readonly names: readonly string[];
  /** Whether the catalogue or the forecasts differ. */
  readonly signals: boolean;
}

/**
 * Compares two open generations. Where the newer one is a delta on the same base, only what either delta holds is read;
 * otherwise what the index notes of every record. A record counts as changed when its digest differs; the packages of
 * the whole alias group are named, because its other records may have moved to another group.
 */
export function compareIndexes(before: AdvisoryIndex, after: AdvisoryIndex): IndexChanges {
  const [old, now] = [layered(before), layered(after)];
  const records: RecordChange[] = [];
  for (const id of candidates(old, now)) {
    const change = changeOf(old.row(id), now.row(id));
    if (change !== undefined) records.push(change);
  }
  records.sort((a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)));
  const names = new Set<string>();
  const touched = new Set<string>();
  for (const { id } of records) {
    touched.add(id.toLowerCase());
    for (const group of [old.groupOf(id), now.groupOf(id)]) {
      for (const name of group?.ids ?? []) names.add(name.toLowerCase());
      for (const record of group?.recordIds ?? []) touched.add(record.toLowerCase());
    }
  }
  return { records, packages: packagesOf(touched, old, now), names: [...names], signals: signalsDiffer(old, now) };
}

function layered(index: AdvisoryIndex): LayeredIndex {
  if (index instanceof LayeredIndex) return index;
  throw new TypeError('only indexes that this package opened can be compared');
}

/** Lower-case ids of the records that can differ. */
function candidates(old: LayeredIndex, now: LayeredIndex): ReadonlySet<string> {
  const ids = new Set([...old.deltaIds(), ...now.deltaIds()]);
  if (old.baseFile !== undefined && old.baseFile === now.baseFile) return ids;
  const digests = new Map<string, string>();
  for (const { id, digest } of old.recordRows()) digests.set(id.toLowerCase(), digest);
  for (const { id, digest } of now.recordRows()) {
    const key = id.toLowerCase();
    if (digests.get(key) !== digest) ids.add(key);
    digests.delete(key);
  }
  for (const key of digests.keys()) ids.add(key);
  return ids;
}

function changeOf(old: RecordRow | undefined, now: RecordRow | undefined): RecordChange | undefined {
  if (now === undefined) return old === undefined ? undefined : { id: old.id, change: 'removed' };
  if (old === undefined) return { id: now.id, change: 'added' };
  if (old.digest === now.digest) return undefined;
  return { id: now.id, change: now.withdrawn && !old.withdrawn ? 'withdrawn' : 'changed' };
}

function packagesOf(ids: ReadonlySet<string>, old: LayeredIndex, now: LayeredIndex): IndexChanges['packages'] {
  const packages = new Map<string, { base: string; key: string }>();
  for (const id of ids) {
    for (const record of [old.record(id), now.record(id)]) {
      if (record === undefined) continue;
      for (const { base, key } of entriesOf(record)) packages.set(`${base}\0${key}`, { base, key });
    }
  }
  return [...packages.values()];
}

function signalsDiffer(old: LayeredIndex, now: LayeredIndex): boolean {
  const of = ({ tableMeta }: LayeredIndex) => JSON.stringify([tableMeta.kev, tableMeta.epss]);
  return of(old) !== of(now);
}
