/** One package of an SPDX document, as both forms write it; foreign texts, not checked. */
export interface SpdxPackage {
  readonly id: string;
  readonly name: string;
  readonly version?: string;
  /** Of the external references of type `purl`, the first. */
  readonly purl?: string;
  /** `primaryPackagePurpose`, SPDX 2.3. */
  readonly purpose?: string;
  /** `algorithm:digest` of the first checksum. */
  readonly checksum?: string;
  readonly licence?: string;
  readonly line?: number;
}

/** A relationship as written: `left` TYPE `right`. */
export interface SpdxRelationship {
  readonly left: string;
  readonly type: string;
  readonly right: string;
}

/** What is read of a document. */
export interface Spdx {
  readonly packages: readonly SpdxPackage[];
  readonly relationships: readonly SpdxRelationship[];
  /** `documentDescribes` of SPDX 2.2. */
  readonly describes: readonly string[];
}
