import { groupByAlias } from './alias-groups.ts';
import type { BlockEntry } from './package-block.ts';
import type { RecordStore, StoredRecord } from './record-store.ts';
import type { RecordSource, SegmentContent } from './segment-content.ts';

/** The content of a base that holds exactly the records of a store. */
export function fullContent(store: RecordStore): SegmentContent {
  const records = [...store.byId.values()].sort((a, b) => (a.id.toLowerCase() < b.id.toLowerCase() ? -1 : 1));
  const groups = groupByAlias(records);
  const groupOf = new Map<string, string>();
  for (const group of groups) for (const id of group.recordIds) groupOf.set(id.toLowerCase(), group.id);
  const packages = new Map<string, Map<string, StoredRecord[]>>();
  for (const record of records) {
    for (const [base, key] of record.packages) listAt(packages, base, key).push(record);
  }
  return {
    records: records.map((record) => sourceOf(store, record)),
    groups,
    packages: new Map(
      [...packages].map(([base, byKey]) => [
        base,
        new Map([...byKey].map(([key, list]) => [key, () => blockEntries(store, list, base, key, groupOf)])),
      ]),
    ),
    removedRecords: [],
    removedIds: [],
    removedGroups: [],
  };
}

/** A stored record as a segment takes it. */
export function sourceOf(store: RecordStore, record: StoredRecord): RecordSource {
  const first = record.packages[0];
  return {
    id: record.id,
    modified: record.modified,
    withdrawn: record.withdrawn,
    digest: record.digest,
    ecosystems: [...new Set(record.packages.map(([base]) => base))],
    near: first === undefined ? '' : `${first[0]}\0${first[1]}`,
    raw: () => store.rawOf(record),
  };
}

/** The entries of some records for one package, in the order of the records, each with its group. */
export function blockEntries(
  store: RecordStore,
  records: readonly StoredRecord[],
  base: string,
  key: string,
  groupOf: ReadonlyMap<string, string>,
): BlockEntry[] {
  const out: BlockEntry[] = [];
  for (const record of records) {
    const groupId = groupOf.get(record.id.toLowerCase()) ?? '';
    for (const entry of store.entriesOf(record)) {
      if (entry.base !== base || entry.key !== key) continue;
      const { base: _base, key: _key, ...rest } = entry;
      out.push({ ...rest, groupId });
    }
  }
  return out;
}

function listAt(map: Map<string, Map<string, StoredRecord[]>>, base: string, key: string): StoredRecord[] {
  const inner = map.get(base) ?? new Map<string, StoredRecord[]>();
  map.set(base, inner);
  const list = inner.get(key) ?? [];
  inner.set(key, list);
  return list;
}
