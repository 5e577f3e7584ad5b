import type { AliasGroup } from '../types.ts';
import { type BlockEntry, encodeBlock } from './package-block.ts';
import { type BlockAddress, writeBlocks } from './record-blocks.ts';
import type { SegmentWriter } from './segment-writer.ts';
import { writeTable } from './table-writer.ts';

/** What a segment says of one record beside its text. */
export interface RecordRow {
  readonly id: string;
  readonly modified: string;
  readonly withdrawn: boolean;
  readonly digest: string;
  /** Base ecosystems it names, each once. */
  readonly ecosystems: readonly string[];
}

/** A record to be written. */
export interface RecordSource extends RecordRow {
  /** Records with neighbouring values are stored together. */
  readonly near: string;
  raw(): Buffer;
}

/** What a base or a delta holds; in a delta, an empty list or a removed key hides what lies below. */
export interface SegmentContent {
  readonly records: readonly RecordSource[];
  readonly groups: readonly AliasGroup[];
  /** Base ecosystem → normalised name → entries in order of id. */
  readonly packages: ReadonlyMap<string, ReadonlyMap<string, () => readonly BlockEntry[]>>;
  /** Lower case. */
  readonly removedRecords: readonly string[];
  /** Ids and aliases that belong to no group any more, lower case. */
  readonly removedIds: readonly string[];
  readonly removedGroups: readonly string[];
}

type StoredRow = [...BlockAddress, string, string, string, 0 | 1, readonly string[]];

/** Writes the sections of a base or a delta. `onStep` is told of each part that is done, for progress. */
export function writeContent(out: SegmentWriter, content: SegmentContent, onStep?: (done: string) => void): void {
  writeRecords(out, content);
  onStep?.('records');
  writeGroups(out, content);
  onStep?.('groups');
  for (const base of [...content.packages.keys()].sort()) {
    writePackages(out, base, content.packages.get(base) ?? new Map());
    onStep?.(base);
  }
}

/** Reads a row of the table `records` back. */
export function parseRecordRow(value: Buffer): { row: RecordRow; address: BlockAddress } {
  const [offset, packed, start, length, id, modified, digest, withdrawn, ecosystems] = JSON.parse(
    value.toString('utf8'),
  ) as StoredRow;
  const row = { id, modified, digest, withdrawn: withdrawn === 1, ecosystems };
  return { row, address: [offset, packed, start, length] };
}

function writeRecords(out: SegmentWriter, content: SegmentContent): void {
  const records = [...content.records].sort((a, b) =>
    a.near !== b.near ? (a.near < b.near ? -1 : 1) : a.id < b.id ? -1 : 1,
  );
  const addresses = writeBlocks(out, records.length, (place) => (records[place] as RecordSource).raw());
  const rows = new Map<string, string>(content.removedRecords.map((id) => [id, '']));
  for (const [place, record] of records.entries()) {
    const address = addresses[place] as BlockAddress;
    const row: StoredRow = [
      ...address,
      record.id,
      record.modified,
      record.digest,
      record.withdrawn ? 1 : 0,
      record.ecosystems,
    ];
    rows.set(record.id.toLowerCase(), JSON.stringify(row));
  }
  writeTable(out, 'records', rows.keys(), (key) => rows.get(key) ?? '');
}

function writeGroups(out: SegmentWriter, content: SegmentContent): void {
  const ids = new Map<string, string>(content.removedIds.map((id) => [id, '']));
  const groups = new Map<string, AliasGroup | undefined>(content.removedGroups.map((id) => [id, undefined]));
  for (const group of content.groups) {
    groups.set(group.id, group);
    for (const id of group.ids) ids.set(id.toLowerCase(), group.id);
  }
  writeTable(out, 'ids', ids.keys(), (key) => ids.get(key) ?? '');
  writeTable(out, 'groups', groups.keys(), (key) => {
    const group = groups.get(key);
    return group === undefined ? '' : JSON.stringify([group.primaryId, group.recordIds, group.ids]);
  });
}

function writePackages(
  out: SegmentWriter,
  base: string,
  packages: ReadonlyMap<string, () => readonly BlockEntry[]>,
): void {
  const names: string[] = [];
  writeTable(out, `pkg:${base}`, packages.keys(), (key) => {
    const entries = packages.get(key)?.() ?? [];
    if (entries[0] === undefined) return '';
    names.push(entries[0].name);
    return encodeBlock(entries);
  });
  out.section(`names:${base}`);
  out.write(Buffer.from(JSON.stringify(names.sort())));
}
