/** Why a package is asked for; `peer-optional` may be missing. */
export type RequestKind = 'prod' | 'dev' | 'optional' | 'peer' | 'peer-optional';

/** One requirement, as a manifest or a lock entry writes it. */
export interface Request {
  /** The folder it is looked for under: an alias, where it is one. */
  readonly folder: string;
  readonly range: string;
  readonly kind: RequestKind;
  /** The package, where the range does not say it: a lock file that repeats no requirements. */
  readonly names?: string;
}

/** One entry of a lock file's tree. */
export interface TreeNode {
  /** From the project, with `/`; empty for the project itself. */
  readonly path: string;
  readonly folder: string;
  /** The package's own name. */
  readonly name: string;
  readonly version?: string;
  /** `project` is the root, a workspace or a linked folder: its manifest is a file of ours. */
  readonly role: 'project' | 'package' | 'link';
  /** Path of the project that a link leads to. */
  readonly target?: string;
  readonly requests: readonly Request[];
  /** Names that lie inside its own archive. */
  readonly bundles: ReadonlySet<string>;
  /** Lies inside the archive of the package above it: its version is not ours to choose. */
  readonly inBundle: boolean;
  /** Set where it does not come from a registry: the address it comes from. */
  readonly foreign?: string;
  /** The range of Node versions it wants. */
  readonly nodeRange?: string;
  /** SHA-1 of the archive, where the registry said it just now. */
  readonly shasum?: string;
  /** As in the lock file, or as it is to be written. */
  readonly entry: Readonly<Record<string, unknown>>;
}

/** One leaf of `overrides` in package.json. */
export interface OverrideRule {
  readonly name: string;
  /** Holds only for requirements that meet this range. */
  readonly keyRange?: string;
  readonly value: string;
  /** Packages below which alone it holds, outermost first. */
  readonly below: readonly { readonly name: string; readonly range?: string }[];
  /** As shown: `overrides.a.b = 1.0.0`. */
  readonly text: string;
  /** Where it stands in the manifest; absent for one that is only tried. */
  readonly path?: readonly string[];
}
