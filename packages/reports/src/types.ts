import type { ScanReport, Severity } from '@maximus/contracts';
import type { AppError, Result } from '@maximus/kernel';

/** What a writer is told beside the report. */
export interface WriteOptions {
  /** Milliseconds since the epoch; formats that must carry a time get the start of its UTC day. */
  readonly now: number;
}

/** One output format of a scan. */
export interface ReportWriter {
  /** Folder name, and the word behind `--format`. */
  readonly id: string;
  readonly mediaType: string;
  /** Of the file it is usually kept in, without a dot. */
  readonly extension: string;
  /** One sentence for `maximus plugins list`. */
  readonly description: string;
  /**
   * The whole document, ending in a line break. Pure: equal input gives equal bytes. Every text of the report is taken
   * as hostile and comes out as data, never as markup.
   */
  write(report: ScanReport, options: WriteOptions): string;
}

/** One package of a software bill of materials, from one entry of one file. */
export interface SbomComponent {
  /** Unique within the document's input; the target of `dependsOn`. */
  readonly key: string;
  /** OSV spelling. */
  readonly ecosystem: string;
  readonly name: string;
  readonly version?: string;
  /** Entries with one purl become one component. */
  readonly purl: string;
  readonly scope: 'prod' | 'dev' | 'optional' | 'peer' | 'unknown';
  readonly licences?: readonly string[];
  /** Digest as the lock file writes it: SRI, `sha256:<hex>` or bare hex; other forms are left out. */
  readonly integrity?: string;
  /** File it was read from, relative to the root, and the line from 1. */
  readonly file: string;
  readonly line?: number;
  /** Keys. A key nobody has is left out, and the document says that it is incomplete. */
  readonly dependsOn: readonly string[];
}

/** What a bill of materials is made from. */
export interface SbomInput {
  /** Name of the project, and its version where it has one. */
  readonly name: string;
  readonly version?: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly components: readonly SbomComponent[];
  /** Keys that the project itself asks for. */
  readonly roots: readonly string[];
  /** What could not be read; not empty means that the document is marked incomplete. */
  readonly problems: readonly { readonly file?: string; readonly message: string }[];
}

/** One format of a software bill of materials. */
export interface SbomWriter {
  /** Folder name. */
  readonly id: string;
  readonly mediaType: string;
  readonly extension: string;
  readonly description: string;
  /** The whole document, ending in a line break; equal input gives equal bytes. */
  write(input: SbomInput, options: WriteOptions): string;
}

/** What another tool says of one package. */
export interface ImportedFinding {
  /** Ids the tool gives the flaw, as written, without repeats; at least one. */
  readonly ids: readonly string[];
  readonly package: {
    /** OSV spelling, with suffix where the tool names the release. */
    readonly ecosystem: string;
    readonly name: string;
    readonly version?: string;
    readonly purl: string;
  };
  /** The tool's own word. */
  readonly severity?: Severity;
  /** CVSS vectors with their prefix (`CVSS:3.1/…`); version 2 has none. */
  readonly cvssVectors: readonly string[];
  readonly fixedVersions: readonly string[];
  /** Where the tool saw the package, as it writes the path. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  readonly summary?: string;
  readonly url?: string;
  readonly malware?: true;
}

/** An element that could not be used; the rest of the report counts. */
export interface ImportProblem {
  readonly error: AppError;
  /** How many alike elements this one stands for. */
  readonly count: number;
}

/** The report of another tool, read. */
export interface ImportedReport {
  /** Id of the tool that wrote it: `trivy`, `npm-audit`; for SARIF the driver's name in kebab-case. */
  readonly tool: string;
  readonly toolVersion?: string;
  /** The report's own file. */
  readonly file: string;
  readonly findings: readonly ImportedFinding[];
  /** What was dropped, and what the tool says it could not check. */
  readonly problems: readonly ImportProblem[];
}

/** One report format of another tool. */
export interface ReportReader {
  /** Folder name. */
  readonly id: string;
  /** One sentence for `maximus plugins list`. */
  readonly description: string;
  /** Cheap: looks at the outermost fields. At most one reader says yes to a document. */
  detect(document: unknown): boolean;
  /**
   * Reads a parsed document; `file` names it in errors. Fails only where the document as a whole says nothing; a bad
   * element is dropped and counted. Never throws.
   */
  read(document: unknown, file: string): Result<ImportedReport>;
}
