import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { canonicalDigest, maxDepth } from '../osv/canonical.ts';
import type { Fault } from '../osv/fault.ts';
import { checkRecord } from '../osv/record.ts';
import { parseTimestamp } from '../osv/timestamp.ts';
import type { OsvRecord } from '../types.ts';
import type { GroupMember } from './alias-groups.ts';
import { entriesOf, type PackageEntry } from './package-entries.ts';
import { type Piece, Spool } from './spool.ts';

/** What a build keeps in memory of a record; its text and its package entries lie in the spool. */
export interface StoredRecord extends GroupMember {
  /** As received. */
  readonly modified: string;
  readonly modifiedMs: number;
  readonly withdrawn: boolean;
  /** Over canonical JSON, base64url. */
  readonly digest: string;
  readonly raw: Piece;
  readonly entries: Piece;
  /** Packages it names: base ecosystem and normalised name, each pair once. */
  readonly packages: readonly (readonly [base: string, key: string])[];
}

/** What became of a record that was offered. */
export interface Added {
  readonly state: 'new' | 'newer' | 'older' | 'same';
  readonly record: OsvRecord;
  readonly faults: readonly Fault[];
}

/**
 * The records of one build, each id once without regard to case. Of two copies the newer `modified` stays; of two with
 * the same stamp the greater digest, so that the order of the sources does not count.
 */
export class RecordStore {
  readonly byId = new Map<string, StoredRecord>();
  private readonly spool: Spool;

  /** `spoolPath`: a temporary file for large builds; without it everything stays in memory. */
  constructor(spoolPath?: string) {
    this.spool = new Spool(spoolPath);
  }

  /** Checks a parsed record and keeps it unless a newer copy is here. `raw` is its JSON text. */
  add(value: unknown, raw: Uint8Array): Result<Added> {
    const checked = checkRecord(value);
    if (!checked.ok) return checked;
    const digest = canonicalDigest(value);
    if (digest === undefined) return fail(errors.record_invalid(`nested deeper than ${maxDepth}`));
    const { record, faults } = checked.value;
    const modifiedMs = parseTimestamp(record.modified) as number;
    const lower = record.id.toLowerCase();
    const known = this.byId.get(lower);
    if (known !== undefined) {
      if (known.digest === digest) return ok({ state: 'same', record, faults });
      const newer = modifiedMs - known.modifiedMs || (digest > known.digest ? 1 : -1);
      if (newer < 0) return ok({ state: 'older', record, faults });
    }
    this.byId.set(lower, this.store(record, modifiedMs, digest, raw));
    return ok({ state: known === undefined ? 'new' : 'newer', record, faults });
  }

  /** The JSON text as it came in. */
  rawOf(record: StoredRecord): Buffer {
    return this.spool.read(record.raw);
  }

  entriesOf(record: StoredRecord): PackageEntry[] {
    return JSON.parse(this.spool.read(record.entries).toString('utf8')) as PackageEntry[];
  }

  close(): void {
    this.spool.close();
  }

  private store(record: OsvRecord, modifiedMs: number, digest: string, raw: Uint8Array): StoredRecord {
    const entries = entriesOf(record);
    const packages = new Map(entries.map((entry) => [`${entry.base}\0${entry.key}`, [entry.base, entry.key] as const]));
    const published = record.published === undefined ? undefined : parseTimestamp(record.published);
    return {
      id: record.id,
      aliases: record.aliases ?? [],
      ...(published === undefined ? {} : { published }),
      modified: record.modified,
      modifiedMs,
      withdrawn: record.withdrawn !== undefined,
      digest,
      raw: this.spool.append(raw),
      entries: this.spool.append(Buffer.from(JSON.stringify(entries))),
      packages: [...packages.values()],
    };
  }
}
