import { resolve } from 'node:path';
import type { AdvisoryIndex } from '@maximus/advisories';
import type { ReportFile, ScanReport } from '@maximus/contracts';
import { type Inventory, type InventoryFile, type Problem, takeInventory } from '@maximus/inventory';
import type { AppError, Clock } from '@maximus/kernel';
import { errors } from './errors.ts';
import { IncompleteList } from './incomplete.ts';
import { type ScanExtras, scanInventory } from './scan-inventory.ts';
import { createImportSearch } from './search-imports.ts';
import type { ScanSettings } from './settings.ts';
import type { LabelledFile } from './subjects.ts';

/** A root that was looked at. */
export interface ScannedRoot {
  /** Absolute. */
  readonly folder: string;
  /** Put before the paths of its files in the report; empty where there is one root only. */
  readonly prefix: string;
}

/** What a scan of folders and files takes. */
export interface ScanFoldersInput {
  /** Folders or files, as given; relative ones below `workingFolder`. */
  readonly roots: readonly string[];
  readonly workingFolder: string;
  readonly index: AdvisoryIndex;
  readonly settings: ScanSettings;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** Of the program, for the report. */
  readonly version: string;
  readonly onProgress?: (text: string, done?: number, total?: number) => void;
  /** Other participants. */
  readonly extras?: Omit<ScanExtras, 'searchImports'>;
}

function relabel(error: AppError, label: string): AppError {
  return Object.assign(Object.create(error) as AppError, {
    message: error.message,
    details: { ...error.details, file: label },
  });
}

function noteProblem(
  { error, count }: Problem,
  prefix: string,
  incomplete: IncompleteList,
  kind: 'file' | 'component' | 'limit',
): void {
  const { file } = error.details;
  incomplete.add(kind, file === undefined ? error : relabel(error, prefix + file), undefined, count ?? 1);
}

function reportFile(file: InventoryFile, prefix: string): ReportFile {
  return {
    path: prefix + file.path,
    format: file.format,
    status: file.status,
    component_count: file.componentCount,
    ...(file.reason === undefined ? {} : { reason: file.reason }),
  };
}

function noteInventory(inventory: Inventory, prefix: string, incomplete: IncompleteList): void {
  for (const problem of inventory.problems) noteProblem(problem, prefix, incomplete, 'limit');
  const tellers = new Map<string, string>();
  for (const file of inventory.files) {
    const kind = file.status === 'partial' ? 'component' : 'file';
    for (const problem of file.problems) {
      const { code, message, details } = problem.error;
      const key = [code, details.file, details.line, message].join('\u0000');
      // A file that several others include is read with each of them: what is wrong with it is one thing.
      const teller = tellers.get(key) ?? file.path;
      tellers.set(key, teller);
      if (teller === file.path) noteProblem(problem, prefix, incomplete, kind);
    }
  }
}

function prefixOf(root: string, roots: readonly string[]): string {
  return roots.length === 1 ? '' : `${root.replace(/\/+$/, '')}/`;
}

/** Takes the inventory of every root and scans it. Throws `scanning.path_missing` for a root that is not there. */
export async function scanFolders(input: ScanFoldersInput): Promise<ScanReport> {
  const incomplete = new IncompleteList();
  const files: LabelledFile[] = [];
  const reportFiles: ReportFile[] = [];
  const scanned: ScannedRoot[] = [];
  for (const root of input.roots) {
    const prefix = prefixOf(root, input.roots);
    const taken = await takeInventory(resolve(input.workingFolder, root), {
      include: input.settings.include,
      exclude: input.settings.exclude,
      clock: input.clock,
      ...(input.signal === undefined ? {} : { signal: input.signal }),
      onFile: (path) => input.onProgress?.(`reading ${prefix}${path}`),
    });
    if (!taken.ok) throw errors.path_missing(`${root}: ${taken.error.message}`, {}, taken.error);
    scanned.push({ folder: taken.value.root, prefix });
    noteInventory(taken.value, prefix, incomplete);
    for (const file of taken.value.files) {
      reportFiles.push(reportFile(file, prefix));
      if (file.components.length > 0) files.push({ label: prefix + file.path, format: file.format, parsed: file });
    }
  }
  if (reportFiles.every(({ status }) => status === 'skipped')) {
    incomplete.add(
      'file',
      errors.nothing_found(`no lock file, manifest or SBOM was found in ${input.roots.join(', ')}`),
    );
  }
  input.onProgress?.('matching');
  const searchImports = createImportSearch({
    roots: scanned,
    files,
    exclude: input.settings.exclude,
    clock: input.clock,
    ...(input.signal === undefined ? {} : { signal: input.signal }),
  });
  return scanInventory({
    files,
    reportFiles,
    incomplete,
    index: input.index,
    settings: input.settings,
    clock: input.clock,
    version: input.version,
    extras: { ...input.extras, searchImports },
  });
}
