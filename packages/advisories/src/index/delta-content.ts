import type { OsvRecord } from '../types.ts';
import { groupByAlias } from './alias-groups.ts';
import type { Quarantined } from './build-report.ts';
import { blockEntries, type Naming } from './full-content.ts';
import type { LayeredIndex } from './layered-index.ts';
import { type BlockEntry, reopenBlock } from './package-block.ts';
import { entriesOf } from './package-entries.ts';
import type { RecordStore } from './record-store.ts';
import type { RecordFeed, SegmentContent } from './segment-content.ts';

/** A record as an update brings it. */
export interface ChangedRecord {
  readonly value: unknown;
  readonly raw: Uint8Array;
  readonly feed: RecordFeed;
}

/** Lower-case id → the new record, or `null` for one that is gone. */
export type Changes = ReadonlyMap<string, ChangedRecord | null>;

/**
 * The content of a delta that turns the base of `now` into what `now` and the changes make together. Beside the changed
 * records it looks only at the alias groups that they are or were in; the rest of the base is not read. `store` belongs
 * to the segment of the delta.
 */
export function deltaContent(
  now: LayeredIndex,
  changes: Changes,
  store: RecordStore,
  quarantined: readonly Quarantined[],
): SegmentContent {
  const base = now.baseOnly();
  const differing = new Set([...now.deltaIds(), ...changes.keys()]);
  for (const id of differing) addCurrent(now, changes, store, id, true);
  const old = touchedGroups(base, store, differing);
  const touched = new Set([...differing, ...old.recordIds]);
  for (const id of old.recordIds) if (!differing.has(id)) addCurrent(now, changes, store, id, false);
  const groups = groupByAlias(store.inOrder());
  const groupIds = new Set(groups.map((group) => group.id));
  const ids = new Set(groups.flatMap((group) => group.ids.map((id) => id.toLowerCase())));
  return {
    records: store.inOrder().filter((record) => differing.has(record.id.toLowerCase())),
    briefBytes: store.briefBytes(),
    groups,
    packages: touchedPackages(base, store, touched, groupOfRecord(groups)),
    removedRecords: [...differing].filter((id) => !store.byId.has(id) && base.row(id) !== undefined),
    removedIds: [...old.ids].filter((id) => !ids.has(id)),
    removedGroups: [...old.groupIds].filter((id) => !groupIds.has(id)),
    quarantined,
  };
}

/** Puts the newest copy of a record into the store; one that is gone is left out. */
function addCurrent(now: LayeredIndex, changes: Changes, store: RecordStore, id: string, withText: boolean): void {
  const change = changes.get(id);
  if (change === null) return;
  if (change !== undefined) {
    store.add(change.value, change.raw, change.feed);
    return;
  }
  const kept = now.rawRecord(id);
  if (kept === undefined) return;
  store.add(JSON.parse(kept.text), withText ? Buffer.from(kept.text) : undefined, kept.row.feed);
}

/** The base's groups that hold a differing record or an alias of its new form. */
function touchedGroups(
  base: LayeredIndex,
  store: RecordStore,
  differing: ReadonlySet<string>,
): { groupIds: Set<string>; ids: Set<string>; recordIds: Set<string> } {
  const out = { groupIds: new Set<string>(), ids: new Set<string>(), recordIds: new Set<string>() };
  for (const id of differing) {
    for (const name of [id, ...(store.byId.get(id)?.aliases ?? [])]) {
      const group = base.groupOf(name);
      if (group === undefined || out.groupIds.has(group.id)) continue;
      out.groupIds.add(group.id);
      for (const each of group.ids) out.ids.add(each.toLowerCase());
      for (const each of group.recordIds) out.recordIds.add(each.toLowerCase());
    }
  }
  return out;
}

function groupOfRecord(groups: readonly { readonly id: string; readonly recordIds: readonly string[] }[]) {
  const out = new Map<string, string>();
  for (const group of groups) for (const id of group.recordIds) out.set(id.toLowerCase(), group.id);
  return out;
}

/** Every package that a touched record names or named, with the entries of all records for it. */
function touchedPackages(
  base: LayeredIndex,
  store: RecordStore,
  touched: ReadonlySet<string>,
  groupOf: ReadonlyMap<string, string>,
): Map<string, Map<string, () => readonly BlockEntry[]>> {
  const namings = new Map<string, Map<string, Map<string, Naming>>>();
  const at = (ecosystem: string, key: string) => entry(entry(namings, ecosystem), key);
  for (const id of touched) {
    for (const { base: ecosystem, key } of namedBy(base.record(id))) at(ecosystem, key);
    for (const named of store.byId.get(id)?.packages ?? [])
      at(named.base, named.key).set(id, { named, groupId: groupOf.get(id) ?? '' });
  }
  const out = new Map<string, Map<string, () => readonly BlockEntry[]>>();
  for (const [ecosystem, byKey] of namings) {
    const makers = new Map<string, () => readonly BlockEntry[]>();
    for (const [key, list] of byKey) makers.set(key, () => merged(base, store, touched, ecosystem, key, list));
    out.set(ecosystem, makers);
  }
  return out;
}

/** The base's entries of records that nothing touched, and the new ones, in order of record id. */
function merged(
  base: LayeredIndex,
  store: RecordStore,
  touched: ReadonlySet<string>,
  ecosystem: string,
  key: string,
  namings: ReadonlyMap<string, Naming>,
): BlockEntry[] {
  const text = base.packageText(ecosystem, key);
  const kept =
    text === undefined
      ? []
      : reopenBlock(text).map((each) => ({ id: each.id.toLowerCase(), entry: each as BlockEntry }));
  const all = kept.filter(({ id }) => !touched.has(id));
  for (const [id, naming] of namings) for (const each of blockEntries(store, [naming])) all.push({ id, entry: each });
  all.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return all.map((each) => each.entry);
}

function namedBy(record: OsvRecord | undefined): { base: string; key: string }[] {
  return record === undefined ? [] : entriesOf(record);
}

function entry<V>(map: Map<string, Map<string, V>>, key: string): Map<string, V> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = new Map<string, V>();
  map.set(key, made);
  return made;
}
