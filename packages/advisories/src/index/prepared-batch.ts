import type { Fault } from '../osv/fault.ts';
import { GatheredTexts } from './gathered-texts.ts';
import { type PreparedEntry, type PreparedRecord, prepareText, type Refused } from './prepared-record.ts';

/** Texts of records, one after the other, and the length of each. */
export interface RecordTexts {
  readonly bytes: Uint8Array;
  readonly lengths: Uint32Array;
}

/** Prepared records on their way between threads: `rows` is JSON; the texts lie in `bytes` in the order of the rows. */
export interface PackedBatch {
  readonly rows: string;
  readonly bytes: Uint8Array;
}

/** [ecosystem, name, bytes of the head, bytes of the versions, 0 for none]. */
type EntryRow = [string, string, number, number];

/** What is known of a record, the length of its brief before its check; or the reason of its refusal, and its id. */
type Row =
  | [
      string,
      string,
      number,
      number | null,
      0 | 1,
      string,
      readonly string[],
      number,
      number,
      EntryRow[],
      readonly Fault[],
    ]
  | [string, string?];

/** Puts the texts of records end to end, for a thread to prepare. */
export function joinTexts(texts: readonly Uint8Array[], size: number): RecordTexts {
  const bytes = new Uint8Array(size);
  const lengths = new Uint32Array(texts.length);
  let start = 0;
  for (let i = 0; i < texts.length; i += 1) {
    const text = texts[i] as Uint8Array;
    bytes.set(text, start);
    lengths[i] = text.length;
    start += text.length;
  }
  return { bytes, lengths };
}

/** Prepares the records of a batch and packs the outcome. */
export function packPrepared({ bytes, lengths }: RecordTexts): PackedBatch {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const texts = new GatheredTexts(bytes.length);
  const rows: Row[] = [];
  let start = 0;
  for (const length of lengths) {
    rows.push(rowOf(prepareText(whole.subarray(start, start + length)), texts));
    start += length;
  }
  return { rows: JSON.stringify(rows), bytes: texts.bytes() };
}

/** The prepared records of a batch, in order. Their texts are parts of its bytes. */
export function unpackPrepared(batch: PackedBatch): (PreparedRecord | Refused)[] {
  let start = 0;
  const next = (length: number): Uint8Array => {
    start += length;
    return batch.bytes.subarray(start - length, start);
  };
  return (JSON.parse(batch.rows) as Row[]).map((row) =>
    row.length < 3 ? refusalOf(row as [string, string?]) : recordOf(row as FullRow, next),
  );
}

type FullRow = Exclude<Row, [string, string?]>;

function rowOf(prepared: PreparedRecord | Refused, texts: GatheredTexts): Row {
  if ('refused' in prepared) return prepared.id === undefined ? [prepared.refused] : [prepared.refused, prepared.id];
  const { id, modified, modifiedMs, published, withdrawn, digest, aliases, brief, briefCheck, faults } = prepared;
  const briefLength = texts.add(brief);
  const entries = prepared.entries.map(({ ecosystem, name, head, versions }): EntryRow => {
    const headLength = texts.add(head);
    return [ecosystem, name, headLength, versions === undefined ? 0 : texts.add(versions)];
  });
  return [
    id,
    modified,
    modifiedMs,
    published ?? null,
    withdrawn ? 1 : 0,
    digest,
    aliases,
    briefLength,
    briefCheck,
    entries,
    faults,
  ];
}

function refusalOf([refused, id]: [string, string?]): Refused {
  return id === undefined ? { refused } : { refused, id };
}

function recordOf(row: FullRow, next: (length: number) => Uint8Array): PreparedRecord {
  const published = row[3];
  return {
    id: row[0],
    modified: row[1],
    modifiedMs: row[2],
    ...(published === null ? {} : { published }),
    withdrawn: row[4] === 1,
    digest: row[5],
    aliases: row[6],
    brief: next(row[7]),
    briefCheck: row[8],
    entries: row[9].map(
      ([ecosystem, name, head, versions]): PreparedEntry =>
        versions === 0
          ? { ecosystem, name, head: next(head) }
          : { ecosystem, name, head: next(head), versions: next(versions) },
    ),
    faults: row[10],
  };
}
