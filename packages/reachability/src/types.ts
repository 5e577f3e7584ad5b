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
  /** OSV ecosystem; one that no family reads is `unknown`. */
  readonly ecosystem: string;
  readonly name: string;
  /** Asked for by a manifest of the project itself. */
  readonly direct: boolean;
  /** The name it is installed under, where that is another one (`"lo": "npm:lodash@4"`). */
  readonly alias?: string;
  /** Flawed symbols in the family's spelling (`symbols/`); without them the answer ends at the import. */
  readonly symbols?: readonly string[];
  /** Another package asks for it as well: what this one's code calls is not seen. */
  readonly required?: boolean;
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

/** How a thing of a package is used: called, passed on, handed to other files, or asked for by a computed name. */
export type UseKind = 'call' | 'value' | 'handed' | 'computed';

/** One use of something that a package exports. */
export interface FoundUse {
  readonly module: string;
  /** Names from the module on; `()` stands for the result of a call. */
  readonly path: readonly string[];
  readonly kind: UseKind;
  readonly line: number;
  readonly snippet: string;
}

/** A thing of a package that a name stands for. */
export interface Target {
  readonly module: string;
  readonly path: readonly string[];
}

/** Exported name → what it stands for. `=` is the module itself, `*` everything of a package. */
export type HandsOn = ReadonlyMap<string, readonly Target[]>;

/** A place where a method of a looked-for name is called, on whatever. */
export interface MethodCall {
  readonly name: string;
  readonly line: number;
  readonly snippet: string;
}

/** What other files of the project hand on. */
export interface HandedOn {
  /** The file that a module's name in `from` means, when it hands on something of a package. */
  resolve(from: string, module: string): string | undefined;
  exportsOf(path: string): HandsOn;
}

/** What one file says. */
export interface FileImports {
  readonly imports: readonly FoundImport[];
  /** Lines where the name of a module is computed, so that any package may be meant. */
  readonly dynamicLines: readonly number[];
  /** A part of the file could not be read as its language, or it is too tangled to follow. */
  readonly broken: boolean;
  readonly uses: readonly FoundUse[];
  readonly methods: readonly MethodCall[];
  readonly handsOn: HandsOn;
}

/** A first look at a file's text, before any parser is loaded. */
export interface FirstLook {
  /** Keys of packages whose name stands somewhere in the text. */
  readonly mentioned: ReadonlySet<string>;
  /** It may load a module whose name is computed. */
  readonly mayBeDynamic: boolean;
}

/** A symbol that is looked for. */
export interface SymbolPath {
  readonly text: string;
  readonly segments: readonly string[];
  readonly method?: string;
  /** The module that has it, where a use of another module of the package is none of it. */
  readonly within?: string;
}

/** One family of languages that share their packages. */
export interface Family {
  readonly id: 'javascript' | 'python' | 'go' | 'java' | 'rust' | 'ruby' | 'php';
  readonly ecosystem: string;
  /** Whether the family has this file; `opaque` for a file that may import and is not read. */
  claims(path: string): 'source' | 'opaque' | undefined;
  /** Words of which one stands in every file that can import from `path`; empty where files do not hand on. */
  importedAs(path: string): readonly string[];
  /** The file among those that hand on that a module's name in `from` means. */
  resolve(from: string, module: string, handing: ReadonlySet<string>): string | undefined;
  /** Binds the family to the packages that are looked for. */
  searchFor(packages: readonly WantedPackage[]): FamilySearch;
}

/** A family that knows what it looks for. */
export interface FamilySearch {
  look(text: string): FirstLook;
  /** Parses a file. The parser is loaded at the first call. */
  parse(path: string, text: string, handedOn: HandedOn): Promise<FileImports>;
  /** Only imports are read: nothing is ever told of symbols. */
  readonly isImportLevel?: true;
  /** Methods whose name counts also in files that name no package. */
  readonly methods: readonly string[];
  /** Whether a file that imports `module` can be meant, where a method of the symbol's name is called. */
  isNear(symbol: SymbolPath, module: string): boolean;
  /** A symbol as segments; `method` is its last one where it is a method of a type. */
  symbol(symbol: string): SymbolPath;
  /** The segments of a use, from the package's root on. */
  segments(use: Target): readonly string[];
  /** Files with the same answer see each other's values without an import; the path itself where there is no such thing. */
  scopeOf?(path: string): string;
  /** Keys of packages that a thing belongs to. */
  ownersOf(use: Target): readonly string[];
  /** Keys of the packages that a module belongs to. */
  owners(module: string): readonly string[];
  /** Whether absence of the package's import can be told: its import name is known, and means nothing else. */
  isDecisive(wanted: WantedPackage): boolean;
}
