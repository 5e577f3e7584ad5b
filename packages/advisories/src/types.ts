import type { AdvisoryKind, Epss, Kev } from '@maximus/contracts';
import type { RangeEvent } from '@maximus/versions';

/** OSV severity entry; `score` is the vector. */
export interface OsvSeverity {
  readonly type: string;
  readonly score: string;
}

/** OSV `affected[]` entry, only the fields that we use; unknown ones stay in the stored record. */
export interface OsvAffected {
  readonly package?: { readonly ecosystem: string; readonly name: string; readonly purl?: string };
  readonly severity?: readonly OsvSeverity[];
  readonly ranges?: readonly {
    readonly type: string;
    readonly repo?: string;
    readonly events: readonly RangeEvent[];
  }[];
  readonly versions?: readonly string[];
  readonly ecosystem_specific?: Readonly<Record<string, unknown>>;
  readonly database_specific?: Readonly<Record<string, unknown>>;
}

/** One OSV record, kept whole (OSV schema 1.x). */
export interface OsvRecord {
  readonly schema_version?: string;
  readonly id: string;
  readonly modified: string;
  readonly published?: string;
  readonly withdrawn?: string;
  readonly aliases?: readonly string[];
  readonly related?: readonly string[];
  readonly upstream?: readonly string[];
  readonly summary?: string;
  readonly details?: string;
  readonly severity?: readonly OsvSeverity[];
  readonly affected?: readonly OsvAffected[];
  readonly references?: readonly { readonly type: string; readonly url: string }[];
  readonly database_specific?: Readonly<Record<string, unknown>>;
}

/** A range as the index keeps it. */
export interface IndexedRange {
  readonly type: 'SEMVER' | 'ECOSYSTEM' | 'GIT';
  readonly events: readonly RangeEvent[];
}

/** What the index answers for one package: one entry per `affected[]` element that names it. */
export interface PackageAdvisory {
  /** Id of the record. */
  readonly id: string;
  readonly groupId: string;
  /** As in the record, with suffix. */
  readonly ecosystem: string;
  /** As in the record. */
  readonly name: string;
  readonly kind: AdvisoryKind;
  readonly ranges: readonly IndexedRange[];
  readonly versions: readonly string[];
  /** From `fixed` events, as written, in record order. */
  readonly fixedVersions: readonly string[];
  /** RFC 3339; a withdrawn record never matches, and `explain` says so. */
  readonly withdrawn?: string;
  /** The record says that its ranges were converted from another form. */
  readonly approximate: boolean;
}

/** A connected component of records over `aliases`, in either direction. */
export interface AliasGroup {
  /** `agr_…`; equal for equal data, whatever the order of input. */
  readonly id: string;
  /** CVE, else GHSA, else the oldest member. */
  readonly primaryId: string;
  /** Ids of the records that are in the index, sorted. */
  readonly recordIds: readonly string[];
  /** Every id and alias, sorted; the record ids are among them. */
  readonly ids: readonly string[];
}

/** A source of the index as its manifest names it. */
export interface IndexSource {
  readonly id: string;
  readonly kind: 'osv' | 'kev' | 'epss' | 'local';
  /** When it was last read with success, RFC 3339. */
  readonly syncedAt: string;
  readonly records: number;
  readonly quarantined: number;
  /** ETag, date or mark of the source, for the next update. */
  readonly cursor?: string;
}

/** What an index says of itself. */
export interface IndexManifest {
  readonly format: number;
  readonly generation: number;
  readonly builtAt: string;
  readonly records: number;
  readonly withdrawn: number;
  readonly quarantined: number;
  /** Newest `modified` among the records that is not in the future of `builtAt`. */
  readonly newestModified?: string;
  /** Base ecosystem → number of records that name it. */
  readonly ecosystems: Readonly<Record<string, number>>;
  /**
   * Base ecosystems that were fetched, or that some record names alone. The others are only mentioned by records of these,
   * so that most of their advisories are missing.
   */
  readonly covered: readonly string[];
  readonly sources: readonly IndexSource[];
  /** SHA-256 over the content in canonical order: equal for equal data. */
  readonly digest: string;
}

/** An open generation of the index; a later build or update does not change what it answers. */
export interface AdvisoryIndex {
  readonly manifest: IndexManifest;
  /** Whether the index holds advisories of the ecosystem (suffix ignored); `false` means: cannot be checked with this index. */
  covers(ecosystem: string): boolean;
  /** Entries for a package, in order of record id; the name may be in any spelling. Suffix of `ecosystem` ignored. */
  lookup(ecosystem: string, name: string): readonly PackageAdvisory[];
  /**
   * Whether a version lies above all that the package's entries affect or leave undecided, which costs no read of them.
   * `false` says nothing: then they decide.
   */
  rulesOut(ecosystem: string, name: string, version: string): boolean;
  /** The group of a record or alias id, without regard to case. */
  groupOf(id: string): AliasGroup | undefined;
  group(groupId: string): AliasGroup | undefined;
  /** The record as received, without regard to the case of the id. */
  record(id: string): OsvRecord | undefined;
  /**
   * The part of a record that a finding shows and is judged by: summary, severities, weaknesses, up to 8 references. Costs
   * one small read; `affected` holds only elements that say how severe they are.
   */
  brief(id: string): OsvRecord | undefined;
  /** The catalogue entry of a CVE. */
  kev(cve: string): Kev | undefined;
  /** The forecast for a CVE. */
  epss(cve: string): Epss | undefined;
  /**
   * Names of packages in an ecosystem that differ little from a name, for "did you mean". Never the name itself, nor one
   * that only malware bears. At most `limit`.
   */
  similarNames(ecosystem: string, name: string, limit: number): readonly string[];
  close(): void;
}
