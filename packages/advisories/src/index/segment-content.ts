import type { AliasGroup } from '../types.ts';
import type { Quarantined } from './build-report.ts';
import { type BlockEntry, encodeBlock } from './package-block.ts';
import type { BlockAddress, BlockText } from './record-blocks.ts';
import type { SegmentWriter } from './segment-writer.ts';
import type { Piece } from './spool.ts';
import { writeTable } from './table-writer.ts';

/** `osv`: from the feed, which also takes it away; `local`: from a build out of files. */
export type RecordFeed = 'osv' | 'local';

/** What a segment says of one record beside its text. */
export interface RecordRow {
  readonly id: string;
  readonly modified: string;
  readonly withdrawn: boolean;
  readonly digest: string;
  readonly feed: RecordFeed;
  /** Base ecosystems it names, each once. */
  readonly ecosystems: readonly string[];
}

/** A record whose text lies in the blocks of the segment that is being written. */
export interface PlacedRecord extends RecordRow {
  readonly text: BlockText;
  /** Where the build holds its brief. */
  readonly brief?: Piece;
}

/** What a base or a delta holds; in a delta, an empty list or a removed key hides what lies below. */
export interface SegmentContent {
  readonly records: readonly PlacedRecord[];
  /** JSON text of the brief of one of `records`. */
  readonly briefText: (record: PlacedRecord) => string;
  readonly groups: readonly AliasGroup[];
  /** Base ecosystem → normalised name → entries in order of id. */
  readonly packages: ReadonlyMap<string, ReadonlyMap<string, () => readonly BlockEntry[]>>;
  /** Lower case. */
  readonly removedRecords: readonly string[];
  /** Ids and aliases that belong to no group any more, lower case. */
  readonly removedIds: readonly string[];
  readonly removedGroups: readonly string[];
  /** What was left out; kept so that a status can show it. */
  readonly quarantined: readonly Quarantined[];
}

type StoredRow = [...BlockAddress, string, string, string, 0 | 1, readonly string[], RecordFeed];

/** Writes the sections of a base or a delta that follow its blocks. `onStep` is told of each part that is done, for progress. */
export function writeContent(out: SegmentWriter, content: SegmentContent, onStep?: (done: string) => void): void {
  writeRecords(out, content);
  writeBriefs(out, content);
  onStep?.('records');
  writeGroups(out, content);
  onStep?.('groups');
  for (const base of [...content.packages.keys()].sort()) {
    writePackages(out, base, content.packages.get(base) ?? new Map());
    onStep?.(base);
  }
  out.section('quarantine');
  out.write(Buffer.from(JSON.stringify(content.quarantined)));
}

/** Reads a row of the table `records` back. */
export function parseRecordRow(value: string): { row: RecordRow; address: BlockAddress } {
  const [offset, packed, start, length, id, modified, digest, withdrawn, ecosystems, feed] = JSON.parse(
    value,
  ) as StoredRow;
  const row = { id, modified, digest, withdrawn: withdrawn === 1, ecosystems, feed };
  return { row, address: [offset, packed, start, length] };
}

function writeRecords(out: SegmentWriter, content: SegmentContent): void {
  const keys = content.records.map((record) => record.id.toLowerCase()).concat(content.removedRecords);
  writeTable(out, 'records', keys, (place) => {
    const record = content.records[place];
    if (record === undefined) return '';
    const { text, id, modified, digest, withdrawn, ecosystems, feed } = record;
    if (text.address === undefined) throw new Error(`the text of ${id} is not written yet`);
    const row: StoredRow = [...text.address, id, modified, digest, withdrawn ? 1 : 0, ecosystems, feed];
    return JSON.stringify(row);
  });
}

/** What a scan reads of a record, uncompressed: a finding needs no text, and expanding a block costs more than a read. */
function writeBriefs(out: SegmentWriter, content: SegmentContent): void {
  const keys = content.records.map((record) => record.id.toLowerCase()).concat(content.removedRecords);
  writeTable(out, 'briefs', keys, (place) => {
    const record = content.records[place];
    return record === undefined ? '' : content.briefText(record);
  });
}

function writeGroups(out: SegmentWriter, content: SegmentContent): void {
  const keys: string[] = [];
  const owners: string[] = [];
  for (const group of content.groups) {
    for (const id of group.ids) {
      keys.push(id.toLowerCase());
      owners.push(group.id);
    }
  }
  writeTable(out, 'ids', keys.concat(content.removedIds), (place) => owners[place] ?? '');
  const groupIds = content.groups.map((group) => group.id).concat(content.removedGroups);
  writeTable(out, 'groups', groupIds, (place) => {
    const group = content.groups[place];
    return group === undefined ? '' : JSON.stringify([group.primaryId, group.recordIds, group.ids]);
  });
}

function writePackages(
  out: SegmentWriter,
  base: string,
  packages: ReadonlyMap<string, () => readonly BlockEntry[]>,
): void {
  const names: string[] = [];
  const makers = [...packages.values()];
  writeTable(out, `pkg:${base}`, [...packages.keys()], (place) => {
    const entries = makers[place]?.() ?? [];
    if (entries[0] === undefined) return '';
    names.push(entries[0].name);
    return encodeBlock(entries);
  });
  out.section(`names:${base}`);
  out.write(Buffer.from(JSON.stringify(names.sort())));
}
