import { type AppError, fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { briefOf } from '../osv/brief.ts';
import { canonicalDigest, isTooDeep, maxDepth } from '../osv/canonical.ts';
import type { Fault } from '../osv/fault.ts';
import { type CheckedRecord, checkRecord } from '../osv/record.ts';
import type { OsvRecord } from '../types.ts';
import type { GroupMember } from './alias-groups.ts';
import type { BackgroundDigests } from './background-digests.ts';
import { entryCheck } from './entry-check.ts';
import type { BlockEntry } from './package-block.ts';
import { entriesOf } from './package-entries.ts';
import { type PackageEntry, packHead } from './packed-entry.ts';
import type { BlockText, BlockWriter } from './record-blocks.ts';
import type { BriefPlace, RecordFeed } from './segment-content.ts';
import { type Piece, Spool } from './spool.ts';

/** What a build keeps in memory of a record; its text goes to the blocks, its package entries to a spool. */
export interface StoredRecord extends GroupMember {
  /** As received. */
  readonly modified: string;
  readonly modifiedMs: number;
  readonly withdrawn: boolean;
  /** Over canonical JSON, base64url; empty while a thread still makes it. */
  digest: string;
  /** Who brought it. A copy that a feed brought is the feed's to take away. */
  readonly feed: RecordFeed;
  readonly text: BlockText;
  /** What a scan reads of it (osv/brief.ts); with `text` only. */
  readonly brief?: BriefPlace;
  /** Base ecosystems that it names, each once. */
  readonly ecosystems: readonly string[];
  /** Packages it names: base ecosystem and normalised name, each pair once, and where its entries for it lie. */
  readonly packages: readonly NamedPackage[];
}

/** A package that a record names. */
export interface NamedPackage {
  /** Base ecosystem. */
  readonly base: string;
  /** Normalised name. */
  readonly key: string;
  /** `name` is as received; an entry without a list of versions has no piece for it. */
  readonly entries: { readonly name: string; readonly head: Piece; readonly versions?: Piece }[];
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
  private readonly briefs: Spool;
  private readonly blocks: BlockWriter;
  private readonly digests: BackgroundDigests | undefined;

  /**
   * `spoolPath`: where temporary files of large builds go, with a suffix of their own; without it everything stays in memory.
   * With `digests`, those are to be settled before the records are read.
   */
  constructor(blocks: BlockWriter, spoolPath?: string, digests?: BackgroundDigests) {
    this.blocks = blocks;
    this.digests = digests;
    this.spool = new Spool(spoolPath);
    this.briefs = new Spool(spoolPath === undefined ? undefined : `${spoolPath}-briefs`);
  }

  /**
   * Checks a parsed record and keeps it unless a newer copy is here. `raw` is its JSON text, not to be changed later;
   * without it the record takes part in groups and packages only, as its text lies in another segment.
   */
  add(value: unknown, raw: Uint8Array | undefined, feed: RecordFeed): Result<Added> {
    const checked = checkRecord(value);
    if (!checked.ok) return checked;
    const { record, faults } = checked.value;
    const lower = record.id.toLowerCase();
    const known = this.byId.get(lower);
    if (known === undefined && raw !== undefined && this.digests?.takes(raw) === true) {
      if (isTooDeep(value)) return fail(tooDeep());
      const stored = this.store(checked.value, '', raw, feed);
      this.byId.set(lower, stored);
      this.digests.add(stored, raw);
      return ok({ state: 'new', record, faults });
    }
    const digest = canonicalDigest(value);
    if (digest === undefined) return fail(tooDeep());
    if (known !== undefined) {
      if ((this.digests?.now(known) ?? known.digest) === digest) {
        if (feed === 'osv') this.byId.set(lower, { ...known, digest, feed });
        return ok({ state: 'same', record, faults });
      }
      const newer = checked.value.modifiedMs - known.modifiedMs || (digest > known.digest ? 1 : -1);
      if (newer < 0) return ok({ state: 'older', record, faults });
    }
    this.byId.set(lower, this.store(checked.value, digest, raw, feed));
    return ok({ state: known === undefined ? 'new' : 'newer', record, faults });
  }

  /** The entries of a record for one of its packages, in record order. */
  entriesOf(named: NamedPackage, groupId: string): BlockEntry[] {
    const text = (piece: Piece) => this.spool.read(piece).toString('utf8');
    return named.entries.map(({ name, head, versions }) => ({
      groupId,
      name,
      head: text(head),
      versions: versions === undefined ? '[]' : text(versions),
    }));
  }

  /** The bytes of all briefs, as their places count them. */
  briefBytes(): Iterable<Buffer> {
    return this.briefs.bytes();
  }

  /** Every record, by lower-case id. */
  inOrder(): StoredRecord[] {
    return [...this.byId.keys()].sort().map((id) => this.byId.get(id) as StoredRecord);
  }

  close(): void {
    this.spool.close();
    this.briefs.close();
  }

  private store(
    { record, modifiedMs, publishedMs }: CheckedRecord,
    digest: string,
    raw: Uint8Array | undefined,
    feed: RecordFeed,
  ): StoredRecord {
    const packages = this.storePackages(record);
    const first = packages[0];
    return {
      id: record.id,
      aliases: record.aliases ?? [],
      ...(publishedMs === undefined ? {} : { published: publishedMs }),
      modified: record.modified,
      modifiedMs,
      withdrawn: record.withdrawn !== undefined,
      digest,
      feed,
      text: raw === undefined ? { address: undefined } : this.blocks.add(raw),
      ...(raw === undefined ? {} : { brief: this.storeBrief(record) }),
      ecosystems:
        packages.length === 1 && first !== undefined ? [first.base] : [...new Set(packages.map(({ base }) => base))],
      packages,
    };
  }

  private storePackages(record: OsvRecord): NamedPackage[] {
    const entries = entriesOf(record);
    const [only] = entries;
    // Four records in five name one package, and this is the path of every record of a build.
    if (only !== undefined && entries.length === 1)
      return [{ base: only.base, key: only.key, entries: [this.storeEntry(only.entry)] }];
    const out = new Map<string, NamedPackage>();
    for (const { base, key, entry } of entries) {
      const stored = this.storeEntry(entry);
      const known = out.get(`${base}\0${key}`);
      if (known === undefined) out.set(`${base}\0${key}`, { base, key, entries: [stored] });
      else known.entries.push(stored);
    }
    return [...out.values()];
  }

  private storeEntry(entry: PackageEntry): NamedPackage['entries'][number] {
    const { name, versions } = entry;
    const head = this.spool.appendText(JSON.stringify(packHead(entry)));
    return versions.length === 0
      ? { name, head }
      : { name, head, versions: this.spool.appendText(JSON.stringify(versions)) };
  }

  private storeBrief(record: OsvRecord): BriefPlace {
    const text = JSON.stringify(briefOf(record));
    const piece = this.briefs.appendText(text);
    return [piece.offset, piece.length, entryCheck(0, text, () => this.briefs.read(piece))];
  }
}

function tooDeep(): AppError {
  return errors.record_invalid(`nested deeper than ${maxDepth}`);
}
