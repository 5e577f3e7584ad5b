import { briefOf } from '../osv/brief.ts';
import { canonicalDigest, maxDepth } from '../osv/canonical.ts';
import { checkedOrReason } from '../osv/checked-record.ts';
import { type Fault, isObject } from '../osv/fault.ts';
import type { OsvRecord } from '../types.ts';
import { entryCheck } from './entry-check.ts';
import { packHead } from './packed-entry.ts';
import { packageEntriesOf } from './record-entries.ts';

/** A text that goes into the index as it is: as it was made, or in UTF-8 as a thread handed it over. */
export type StoredText = string | Uint8Array;

/** An `affected[]` element on its way into the index. */
export interface PreparedEntry {
  /** Ecosystem and name as received. */
  readonly ecosystem: string;
  readonly name: string;
  /** JSON of its head (packed-entry.ts), and of its list of versions where it has one. */
  readonly head: StoredText;
  readonly versions?: StoredText;
}

/** All that a record costs much time for, done: what is left is to put it in its place. */
export interface PreparedRecord {
  readonly id: string;
  readonly aliases: readonly string[];
  /** As received. */
  readonly modified: string;
  /** Milliseconds since the epoch. */
  readonly modifiedMs: number;
  readonly published?: number;
  readonly withdrawn: boolean;
  /** Over canonical JSON, base64url. */
  readonly digest: string;
  /** JSON of the brief (osv/brief.ts), and its check (entry-check.ts). */
  readonly brief: StoredText;
  readonly briefCheck: number;
  readonly entries: readonly PreparedEntry[];
  readonly faults: readonly Fault[];
}

/** Why a record is not taken, and its id as far as it has one. */
export interface Refused {
  readonly refused: string;
  readonly id?: string;
}

/** Parses, checks and prepares the JSON text of a record. Throws nothing. */
export function prepareText(raw: Buffer): PreparedRecord | Refused {
  let value: unknown;
  try {
    value = JSON.parse(raw.toString('utf8'));
  } catch (error) {
    return { refused: `it is not JSON: ${(error as Error).message.slice(0, 200)}` };
  }
  return prepareValue(value);
}

/** The same for a record that is parsed already. */
export function prepareValue(value: unknown): PreparedRecord | Refused {
  const checked = checkedOrReason(value);
  if (typeof checked === 'string') return refuse(checked, value);
  const digest = canonicalDigest(value);
  if (digest === undefined) return refuse(`nested deeper than ${maxDepth}`, value);
  const { record, modifiedMs, publishedMs, faults } = checked;
  const brief = JSON.stringify(briefOf(record));
  return {
    id: record.id,
    aliases: record.aliases ?? [],
    modified: record.modified,
    modifiedMs,
    ...(publishedMs === undefined ? {} : { published: publishedMs }),
    withdrawn: record.withdrawn !== undefined,
    digest,
    brief,
    briefCheck: entryCheck(0, brief, () => Buffer.from(brief)),
    entries: preparedEntries(record),
    faults,
  };
}

function preparedEntries(record: OsvRecord): PreparedEntry[] {
  return packageEntriesOf(record).map((entry) => {
    const { ecosystem, name, versions } = entry;
    const head = JSON.stringify(packHead(entry));
    return versions.length === 0
      ? { ecosystem, name, head }
      : { ecosystem, name, head, versions: JSON.stringify(versions) };
  });
}

function refuse(refused: string, value: unknown): Refused {
  return isObject(value) && typeof value.id === 'string' ? { refused, id: value.id.slice(0, 128) } : { refused };
}
