import type { Scope } from '@maximus/contracts';
import type { AppError, Result } from '@maximus/kernel';

/** A dependency edge: the key of the target and the requirement that the source states, where the file records it. */
export interface Edge {
  readonly to: string;
  readonly requested?: string;
}

/** One package as one file records it; two entries of a tree with the same name and version may be two components. */
export interface Component {
  /** Unique within the file; the graph's node id. */
  readonly key: string;
  /** OSV spelling, with suffix for distributions: `npm`, `Debian:12`. */
  readonly ecosystem: string;
  /** The package's OSV name: `@scope/name`, `group:artifact`, `github.com/a/b`. */
  readonly name: string;
  /** The locked version as written; absent where the file does not fix one. */
  readonly version?: string;
  /** Canonical package URL, with the version when there is one. */
  readonly purl: string;
  readonly scope: Scope;
  /** Asked for by a manifest of the project itself. */
  readonly direct: boolean;
  /** The range in the project's own manifest; direct components only. */
  readonly requested?: string;
  /** The override, resolution, patch or replace rule that decides this version. */
  readonly override?: string;
  /** Line of the entry in the file, from 1. */
  readonly line?: number;
  /** Digest of the artefact as the file writes it. */
  readonly integrity?: string;
  readonly licences?: readonly string[];
  readonly dependsOn: readonly Edge[];
}

/** A part of a file that could not be used; the rest of the file counts. */
export interface Problem {
  readonly error: AppError;
  /** How many alike entries this one stands for; 1 unless said. */
  readonly count?: number;
}

/** What a parser makes of a file. */
export interface ParsedFile {
  /** In file order. */
  readonly components: readonly Component[];
  /** Keys the project's own manifests ask for: the roots of every path. */
  readonly roots: readonly string[];
  /** Anything that could not be read or resolved; not empty means that the file is `partial`. */
  readonly problems: readonly Problem[];
  /** Files beside this one that were read with it (relative to the root), so that they are not parsed again alone. */
  readonly consumed?: readonly string[];
}

/** Read access to the tree that is scanned: bounded, never outside the root, never through a link that leaves it. */
export interface ProjectFiles {
  /** The text of a file, UTF-8 (a byte order mark is dropped). Path relative to the root, with `/`. */
  read(path: string): Promise<Result<string>>;
  /** Whether a regular file is there. */
  exists(path: string): Promise<boolean>;
  /** Names in a folder, sorted; a trailing `/` marks a folder. Empty where there is no such folder. */
  list(path: string): Promise<readonly string[]>;
}

/** One file to parse. */
export interface ParseInput {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly files: ProjectFiles;
}

/** What a plug-in needs; the runner refuses one that asks for more than the run allows. */
export interface Capabilities {
  readonly network: boolean;
  readonly runsForeignCode: boolean;
  readonly writesProject: boolean;
}

/** One lock file, manifest, SBOM or package database format. */
export interface InventoryFormat {
  /** Folder name. */
  readonly id: string;
  /** One sentence for `maximus plugins list`. */
  readonly description: string;
  /** Base names or globs of relative paths that it claims. */
  readonly files: readonly string[];
  /**
   * `lock` fixes versions; `manifest` only asks (used where no lock of `locks` is beside or above it); `sbom` describes
   * another build; `system` is a database of installed packages; `tree` is an installed tree.
   */
  readonly kind: 'lock' | 'manifest' | 'sbom' | 'system' | 'tree';
  readonly ecosystems: readonly string[];
  /** Formats that make this file redundant when one of theirs is in the same folder. */
  readonly supersededBy?: readonly string[];
  readonly capabilities: Capabilities;
  /** Cheap: a look at the name and the first 4 KiB. Called only for files whose name is claimed. */
  detect(path: string, head: string): boolean;
  /**
   * Fails with an `inventory.*` error that names file and line where the file as a whole cannot be used. Never throws
   * on any input. Heavy parsers are imported inside.
   */
  parse(input: ParseInput): Promise<Result<ParsedFile>>;
}
