import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { AdvisoryIndex } from '@maximus/advisories';
import type { ScanReport } from '@maximus/contracts';
import { type AppError, fail, ok, type Result } from '@maximus/kernel';
import { type ImportedReport, mergeImported, readReport } from '@maximus/reports';
import type { IncompleteList, ScanExtras } from '@maximus/scanning';
import { errors } from '../errors.ts';
import type { CommandIo } from '../terminal/io.ts';
import { backends } from './backends/registry.ts';
import { runBackend } from './backends/run-backend.ts';

/** What to merge, and with what. */
export interface MergeRequest {
  /** Reports to read. */
  readonly files: readonly string[];
  /** Scanners to run. */
  readonly tools: readonly string[];
  /** Folder that the scanners look at, as given. */
  readonly folder: string;
  readonly exposure: 'public' | 'internal' | 'unknown';
  readonly index: AdvisoryIndex;
  readonly io: CommandIo;
}

interface Attempt {
  readonly id: string;
  readonly kind: 'import' | 'backend';
  readonly report: Result<ImportedReport>;
}

const maxReportBytes = 256 * 1024 * 1024;

function readFile(file: string, io: CommandIo): Result<string> {
  const path = resolve(io.workingFolder, file);
  try {
    if (statSync(path).size > maxReportBytes) {
      return fail(errors.import_failed(`larger than ${maxReportBytes / 1024 / 1024} MiB`, { file }));
    }
    return ok(readFileSync(path, 'utf8'));
  } catch (cause) {
    return fail(errors.import_failed('cannot be read', { file }, cause));
  }
}

function importFile(file: string, io: CommandIo): Attempt {
  const text = readFile(file, io);
  return { id: file, kind: 'import', report: text.ok ? readReport(text.value, file) : text };
}

async function runTool(id: string, folder: string, io: CommandIo): Promise<Attempt> {
  const backend = backends.find((candidate) => candidate.id === id);
  if (backend === undefined) return { id, kind: 'backend', report: fail(errors.backend_failed(`${id} is not known`)) };
  const text = await runBackend(backend, { folder, environment: io.environment, signal: io.signal });
  return { id, kind: 'backend', report: text.ok ? readReport(text.value, id) : text };
}

function folderOf(path: string, io: CommandIo): string {
  const target = resolve(io.workingFolder, path);
  return statSync(target, { throwIfNoEntry: false })?.isFile() ? dirname(target) : target;
}

function failedSource({ id, kind }: Attempt, error: AppError): ScanReport['sources'][number] {
  return { id, kind, status: 'failed', findings: 0, detail: error.message };
}

function noteFailure({ kind, id }: Attempt, error: AppError, incomplete: IncompleteList): void {
  incomplete.add(kind, error, id);
}

/** Reads the reports and runs the scanners side by side; one that fails does not stop the others, and the report says so. */
export function createMerge(request: MergeRequest): NonNullable<ScanExtras['merge']> {
  return async ({ findings, incomplete, detectedAt, occurrencesOf }) => {
    const folder = folderOf(request.folder, request.io);
    const attempts = [
      ...request.files.map((file) => importFile(file, request.io)),
      ...(await Promise.all(request.tools.map((tool) => runTool(tool, folder, request.io)))),
    ];
    const reports: ImportedReport[] = [];
    const kinds: Attempt['kind'][] = [];
    const failed: ScanReport['sources'] = [];
    for (const attempt of attempts) {
      if (attempt.report.ok) {
        reports.push(attempt.report.value);
        kinds.push(attempt.kind);
        continue;
      }
      noteFailure(attempt, attempt.report.error, incomplete);
      failed.push(failedSource(attempt, attempt.report.error));
    }
    const { index, exposure } = request;
    const merged = mergeImported(findings, reports, { index, exposure, detectedAt, occurrencesOf });
    for (const { error, count } of merged.problems) incomplete.add('import', error, undefined, count);
    const sources = merged.sources.map((source, at) => ({ ...source, kind: kinds[at] ?? source.kind }));
    return { findings: merged.findings, sources: [...sources, ...failed] };
  };
}
