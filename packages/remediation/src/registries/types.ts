/** One published version, as the registry describes it. */
export interface VersionMetadata {
  readonly version: string;
  /** Name to requirement; optional ones are not among them. */
  readonly dependencies: ReadonlyMap<string, string>;
  readonly optionalDependencies: ReadonlyMap<string, string>;
  readonly peerDependencies: ReadonlyMap<string, string>;
  /** Peers that may be missing. */
  readonly optionalPeers: ReadonlySet<string>;
  /** Dependencies that lie inside its archive, in versions that the registry does not tell. */
  readonly bundled: ReadonlySet<string>;
  /** Engine to range: `node` → `>=18`. */
  readonly engines: ReadonlyMap<string, string>;
  /** Milliseconds since the epoch; absent where the registry does not say. */
  readonly publishedAt?: number;
  /** The words of the deprecation. */
  readonly deprecated?: string;
  /** Digest of the archive as lock files write it. */
  readonly integrity?: string;
  readonly tarball?: string;
  /** The manifest as published, for what a lock file repeats of it. */
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** Everything a registry says of one package. */
export interface PackageMetadata {
  readonly name: string;
  readonly versions: ReadonlyMap<string, VersionMetadata>;
  /** Versions that were published once and are taken back. */
  readonly yanked: ReadonlySet<string>;
  /** `latest` and its like. */
  readonly tags: ReadonlyMap<string, string>;
}

/** What came of a question; that a registry does not answer is an outcome of its own and never "no such version". */
export type MetadataAnswer =
  | { readonly state: 'found'; readonly package: PackageMetadata }
  | { readonly state: 'absent' }
  | { readonly state: 'unreachable'; readonly reason: string };

/** A registry of one ecosystem. Answers are kept: within one source the same question has the same answer. */
export interface MetadataSource {
  versionsOf(name: string): Promise<MetadataAnswer>;
  /**
   * One version in full, where the registry tells what it asks for and when it was published apart from the list;
   * `undefined` where it does not know the version. Absent where `versionsOf` tells everything.
   */
  detailsOf?(name: string, version: string): Promise<DetailsAnswer>;
}

/** What came of a question for one version. */
export type DetailsAnswer =
  | { readonly state: 'found'; readonly version: VersionMetadata }
  | { readonly state: 'absent' }
  | { readonly state: 'unreachable'; readonly reason: string };
