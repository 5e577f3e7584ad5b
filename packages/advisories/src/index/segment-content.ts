import type { AliasGroup } from '../types.ts';
import type { Quarantined } from './build-report.ts';
import { writeGroups } from './group-table.ts';
import type { BlockEntry } from './package-block.ts';
import { writePackages } from './package-sections.ts';
import type { BlockAddress, BlockText } from './record-blocks.ts';
import type { FinishedSection } from './section-buffer.ts';
import type { SegmentWriter } from './segment-writer.ts';
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

/** Where a brief lies in the section `briefs`, and its check (entry-check.ts). */
export type BriefPlace = readonly [offset: number, length: number, check: number];

/** A record whose text lies in the blocks of the segment that is being written. */
export interface PlacedRecord extends RecordRow {
  readonly text: BlockText;
  readonly brief?: BriefPlace;
}

/** What a base or a delta holds; in a delta, an empty list or a removed key hides what lies below. */
export interface SegmentContent {
  readonly records: readonly PlacedRecord[];
  /** The section that the places of briefs count in. */
  readonly briefBytes: Iterable<Buffer>;
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

type StoredRow = [...BlockAddress, ...BriefPlace, string, string, string, 0 | 1, readonly string[], RecordFeed];

/** Writes the sections of a base or a delta that follow its blocks. `onStep` is told of each part that is done, for progress. */
export function writeContent(out: SegmentWriter, content: SegmentContent, onStep?: (done: string) => void): void {
  writeRecordsAndGroups(out, content, onStep);
  for (const base of basesOf(content)) {
    writePackages(out, base, content.packages.get(base) ?? new Map());
    onStep?.(base);
  }
  writeQuarantine(out, content);
}

/** The same where another thread makes the packages of some base ecosystems, given as the sections that it is to make. */
export async function writeSharedContent(
  out: SegmentWriter,
  content: SegmentContent,
  elsewhere: ReadonlyMap<string, Promise<readonly FinishedSection[]>>,
  onStep: (done: string) => void,
): Promise<void> {
  writeRecordsAndGroups(out, content, onStep);
  for (const base of basesOf(content)) {
    const sections = await elsewhere.get(base);
    if (sections === undefined) writePackages(out, base, content.packages.get(base) ?? new Map());
    for (const { name, bytes } of sections ?? []) {
      out.section(name);
      out.write(bytes);
    }
    onStep(base);
  }
  writeQuarantine(out, content);
}

/** Base ecosystems in the order of their sections. */
function basesOf({ packages }: Pick<SegmentContent, 'packages'>): string[] {
  return [...packages.keys()].sort();
}

function writeRecordsAndGroups(out: SegmentWriter, content: SegmentContent, onStep?: (done: string) => void): void {
  writeRecords(out, content);
  onStep?.('records');
  writeGroups(out, content.groups, [...content.removedIds, ...content.removedGroups]);
  onStep?.('groups');
}

function writeQuarantine(out: SegmentWriter, content: SegmentContent): void {
  out.section('quarantine');
  out.write(Buffer.from(JSON.stringify(content.quarantined)));
}

/** Reads a row of the table `records` back. */
export function parseRecordRow(value: string): { row: RecordRow; address: BlockAddress; brief: BriefPlace } {
  const [block, packed, start, length, at, size, check, id, modified, digest, withdrawn, ecosystems, feed] = JSON.parse(
    value,
  ) as StoredRow;
  const row = { id, modified, digest, withdrawn: withdrawn === 1, ecosystems, feed };
  return { row, address: [block, packed, start, length], brief: [at, size, check] };
}

function writeRecords(out: SegmentWriter, content: SegmentContent): void {
  // Briefs are not compressed: a finding needs no text, and expanding a block costs more than a read.
  out.section('briefs');
  for (const bytes of content.briefBytes) out.write(bytes);
  const keys = content.records.map((record) => record.id.toLowerCase()).concat(content.removedRecords);
  writeTable(out, 'records', keys, (place) => {
    const record = content.records[place];
    if (record === undefined) return '';
    const { text, brief, id, modified, digest, withdrawn, ecosystems, feed } = record;
    if (text.address === undefined || brief === undefined) throw new Error(`the text of ${id} is not written yet`);
    const row: StoredRow = [...text.address, ...brief, id, modified, digest, withdrawn ? 1 : 0, ecosystems, feed];
    return JSON.stringify(row);
  });
}
