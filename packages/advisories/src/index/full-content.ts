import { groupByAlias } from './alias-groups.ts';
import type { Quarantined } from './build-report.ts';
import type { BlockEntry } from './package-block.ts';
import type { NamedPackage, RecordStore } from './record-store.ts';
import type { SegmentContent } from './segment-content.ts';

/** Base ecosystem → normalised name → the namings of the package, in order of record id. */
export type Namings = ReadonlyMap<string, ReadonlyMap<string, readonly Naming[]>>;

/** The content of a base that holds exactly the records of a store, whose blocks are written, and what names its packages. */
export function fullContent(
  store: RecordStore,
  quarantined: readonly Quarantined[],
): SegmentContent & { readonly namings: Namings } {
  const records = store.inOrder();
  const groups = groupByAlias(records);
  const groupOf = new Map<string, string>();
  for (const group of groups) for (const id of group.recordIds) groupOf.set(id, group.id);
  const packages = new Map<string, Map<string, Naming[]>>();
  for (const record of records) {
    const groupId = groupOf.get(record.id) ?? '';
    for (const named of record.packages) listAt(packages, named).push({ named, groupId });
  }
  return {
    records,
    briefBytes: store.briefBytes(),
    groups,
    packages: new Map(
      [...packages].map(([base, byKey]) => [
        base,
        new Map([...byKey].map(([key, list]) => [key, () => blockEntries(store, list)])),
      ]),
    ),
    removedRecords: [],
    removedIds: [],
    removedGroups: [],
    quarantined,
    namings: packages,
  };
}

/** A record's naming of a package, and the record's group. */
export interface Naming {
  readonly named: NamedPackage;
  readonly groupId: string;
}

/** The entries for one package, in the order of the namings, each with its group. */
export function blockEntries(store: RecordStore, namings: readonly Naming[]): BlockEntry[] {
  return namings.flatMap(({ named, groupId }) => store.entriesOf(named, groupId));
}

function listAt(map: Map<string, Map<string, Naming[]>>, { base, key }: NamedPackage): Naming[] {
  const inner = map.get(base) ?? new Map<string, Naming[]>();
  map.set(base, inner);
  const list = inner.get(key) ?? [];
  inner.set(key, list);
  return list;
}
