/** One component of a bill of materials, as both forms write it; foreign texts, not checked. */
export interface BomComponent {
  readonly ref?: string;
  readonly type?: string;
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly scope?: string;
  /** `algorithm:digest` of the first hash. */
  readonly hash?: string;
  /** Ids, names or expressions. */
  readonly licences: readonly string[];
  readonly properties: ReadonlyMap<string, string>;
  readonly line?: number;
  readonly components: readonly BomComponent[];
}

/** What is read of a bill of materials. */
export interface Bom {
  /** `metadata.component`. */
  readonly subject?: BomComponent;
  readonly components: readonly BomComponent[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}
