import type { Scope } from '@maximus/contracts';

/** One thing that a document lists. */
export interface SbomEntry {
  /** The document's own id of it; relations point at it. */
  readonly ref: string;
  /** For messages only. */
  readonly name: string;
  readonly purl?: string;
  /** Where the package URL has none. */
  readonly version?: string;
  /**
   * `package` is to be checked; `project` is what the document describes; `other` (a file, a lock file, an operating
   * system) is no package and only passes relations on.
   */
  readonly role: 'package' | 'project' | 'other';
  /** Where the entry itself tells it. */
  readonly scope?: Scope;
  readonly line?: number;
  readonly integrity?: string;
  readonly licences?: readonly string[];
}

/** A relation between two entries, in the direction "needs". */
export interface Relation {
  readonly from: string;
  readonly to: string;
  /** `contains` tells that something is there, not that anything asked for it. */
  readonly kind: 'depends' | 'contains';
  /** Where the relation tells how the target is used. */
  readonly scope?: Scope;
}

/** A document as both families of formats write it. */
export interface SbomDocument {
  /** Of the file, for messages. */
  readonly path: string;
  /** In file order. Where a `ref` comes twice, relations mean the first. */
  readonly entries: readonly SbomEntry[];
  readonly relations: readonly Relation[];
}
