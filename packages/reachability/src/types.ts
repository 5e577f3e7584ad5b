import type { Reachability } from '@maximus/contracts';
import type { AppError, Clock, Result } from '@maximus/kernel';

/** The project's own source, bounded by whoever lists it: ignored and vendored folders are left out there. */
export interface SourceFiles {
  /** Paths of regular files relative to the root, with `/`. */
  paths(): Promise<readonly string[]>;
  /** The text of a file. */
  read(path: string): Promise<Result<string>>;
}

/** A package to look for. */
export interface WantedPackage {
  /** Chosen by the caller; the key of the answer. */
  readonly key: string;
  /** OSV ecosystem; only `npm` and `PyPI` are looked for, all others are `unknown`. */
  readonly ecosystem: string;
  readonly name: string;
  /** Asked for by a manifest of the project itself. */
  readonly direct: boolean;
  /** The name it is installed under, where that is another one (`"lo": "npm:lodash@4"`). */
  readonly alias?: string;
}

/** How much may be looked at; what is left out makes absence `unknown`. */
export interface Limits {
  readonly maxFiles: number;
  readonly maxFileBytes: number;
  readonly timeBudgetMs: number;
  readonly maxLocations: number;
}

/** One look at a project's source. */
export interface ImportSearch {
  readonly files: SourceFiles;
  readonly packages: readonly WantedPackage[];
  readonly clock: Clock;
  readonly limits?: Partial<Limits>;
}

/** What was found, and what kept it from being complete. */
export interface ImportReport {
  /** One answer for each package asked for, by its key. */
  readonly results: ReadonlyMap<string, Reachability>;
  readonly filesRead: number;
  readonly filesParsed: number;
  /** Why absence is `unknown`: `reachability.*`, with a count in `details`. */
  readonly problems: readonly AppError[];
}

/** One import that names a package. */
export interface FoundImport {
  /** The specifier or dotted module, as written. */
  readonly module: string;
  /** From 1. */
  readonly line: number;
  readonly snippet: string;
  /** Erased before the program runs: evidence of a name, not of use. */
  readonly typeOnly: boolean;
}

/** What one file says. */
export interface FileImports {
  readonly imports: readonly FoundImport[];
  /** Lines where the name of a module is computed, so that any package may be meant. */
  readonly dynamicLines: readonly number[];
  /** A part of the file could not be read as its language. */
  readonly broken: boolean;
}

/** A first look at a file's text, before any parser is loaded. */
export interface FirstLook {
  /** Keys of packages whose name stands somewhere in the text. */
  readonly mentioned: ReadonlySet<string>;
  /** It may load a module whose name is computed. */
  readonly mayBeDynamic: boolean;
}

/** One family of languages that share their packages. */
export interface Family {
  readonly id: 'javascript' | 'python';
  readonly ecosystem: string;
  /** Whether the family has this file; `opaque` for a file that may import and is not read. */
  claims(path: string): 'source' | 'opaque' | undefined;
  /** Binds the family to the packages that are looked for. */
  searchFor(packages: readonly WantedPackage[]): FamilySearch;
}

/** A family that knows what it looks for. */
export interface FamilySearch {
  look(text: string): FirstLook;
  /** Parses a file. The parser is loaded at the first call. */
  parse(path: string, text: string): Promise<FileImports>;
  /** Keys of the packages that a module belongs to. */
  owners(module: string): readonly string[];
  /** Whether absence of the package's import can be told: its import name is known, and means nothing else. */
  isDecisive(wanted: WantedPackage): boolean;
}
