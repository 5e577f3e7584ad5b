import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import type { GroupMember } from './alias-groups.ts';
import type { BlockEntry } from './package-block.ts';
import { baseOf, packageKey } from './package-key.ts';
import type { RawEntry } from './packed-packages.ts';
import { type PreparedEntry, type PreparedRecord, prepareValue, type StoredText } from './prepared-record.ts';
import type { BlockText, BlockWriter } from './record-blocks.ts';
import type { BriefPlace, RecordFeed } from './segment-content.ts';
import { type Piece, Spool } from './spool.ts';

/** What a build keeps in memory of a record; its text goes to the blocks, its package entries to a spool. */
export interface StoredRecord extends GroupMember {
  /** As received. */
  readonly modified: string;
  readonly modifiedMs: number;
  readonly withdrawn: boolean;
  /** Over canonical JSON, base64url. */
  readonly digest: string;
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
  /** Of the record that was offered, as received. */
  readonly modified: string;
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

  /** `spoolPath`: where temporary files of large builds go, with a suffix of their own; without it everything stays in memory. */
  constructor(blocks: BlockWriter, spoolPath?: string) {
    this.blocks = blocks;
    this.spool = new Spool(spoolPath);
    this.briefs = new Spool(spoolPath === undefined ? undefined : `${spoolPath}-briefs`);
  }

  /**
   * Checks a parsed record and keeps it unless a newer copy is here. `raw` is its JSON text, not to be changed later;
   * without it the record takes part in groups and packages only, as its text lies in another segment.
   */
  add(value: unknown, raw: Uint8Array | undefined, feed: RecordFeed): Result<Added> {
    const prepared = prepareValue(value);
    if ('refused' in prepared) return fail(errors.record_invalid(prepared.refused));
    return ok(this.put(prepared, raw, feed));
  }

  /** Keeps a prepared record unless a newer copy is here; `raw` as in `add`. */
  put(prepared: PreparedRecord, raw: Uint8Array | undefined, feed: RecordFeed): Added {
    const { digest, modified } = prepared;
    const lower = prepared.id.toLowerCase();
    const known = this.byId.get(lower);
    if (known !== undefined) {
      if (known.digest === digest) {
        if (feed === 'osv') this.byId.set(lower, { ...known, feed });
        return { state: 'same', modified };
      }
      const newer = prepared.modifiedMs - known.modifiedMs || (digest > known.digest ? 1 : -1);
      if (newer < 0) return { state: 'older', modified };
    }
    this.byId.set(lower, this.store(prepared, raw, feed));
    return { state: known === undefined ? 'new' : 'newer', modified };
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

  /** The same as their bytes lie here, for another thread; they must not be changed. */
  rawEntriesOf(named: NamedPackage, groupId: string): RawEntry[] {
    return named.entries.map(({ name, head, versions }) => {
      const entry = { groupId, name, head: this.spool.read(head) };
      return versions === undefined ? entry : { ...entry, versions: this.spool.read(versions) };
    });
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

  private store(prepared: PreparedRecord, raw: Uint8Array | undefined, feed: RecordFeed): StoredRecord {
    const { id, aliases, published, modified, modifiedMs, withdrawn, digest, brief, briefCheck } = prepared;
    const packages = this.storePackages(prepared.entries);
    const first = packages[0];
    return {
      id,
      aliases,
      ...(published === undefined ? {} : { published }),
      modified,
      modifiedMs,
      withdrawn,
      digest,
      feed,
      text: raw === undefined ? { address: undefined } : this.blocks.add(raw),
      ...(raw === undefined ? {} : { brief: this.storeBrief(brief, briefCheck) }),
      ecosystems:
        packages.length === 1 && first !== undefined ? [first.base] : [...new Set(packages.map(({ base }) => base))],
      packages,
    };
  }

  private storePackages(entries: readonly PreparedEntry[]): NamedPackage[] {
    const [only] = entries;
    // Four records in five name one package, and this is the path of every record of a build.
    if (only !== undefined && entries.length === 1) {
      const base = baseOf(only.ecosystem);
      return [{ base, key: packageKey(base, only.name), entries: [this.storeEntry(only)] }];
    }
    const out = new Map<string, NamedPackage>();
    for (const entry of entries) {
      const base = baseOf(entry.ecosystem);
      const key = packageKey(base, entry.name);
      const stored = this.storeEntry(entry);
      const known = out.get(`${base}\0${key}`);
      if (known === undefined) out.set(`${base}\0${key}`, { base, key, entries: [stored] });
      else known.entries.push(stored);
    }
    return [...out.values()];
  }

  private storeEntry({ name, head, versions }: PreparedEntry): NamedPackage['entries'][number] {
    const piece = keep(this.spool, head);
    return versions === undefined ? { name, head: piece } : { name, head: piece, versions: keep(this.spool, versions) };
  }

  private storeBrief(brief: StoredText, check: number): BriefPlace {
    const piece = keep(this.briefs, brief);
    return [piece.offset, piece.length, check];
  }
}

function keep(spool: Spool, text: StoredText): Piece {
  return typeof text === 'string' ? spool.appendText(text) : spool.append(text);
}
