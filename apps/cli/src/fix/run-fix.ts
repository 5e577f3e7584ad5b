import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { AdvisoryIndex } from '@maximus/advisories';
import type { ScanReport } from '@maximus/contracts';
import { openFolder } from '@maximus/inventory';
import { unwrap } from '@maximus/kernel';
import { createMatcher } from '@maximus/matching';
import { createToolchains } from '@maximus/remediation';
import { type ScanSettings, scanFolders } from '@maximus/scanning';
import type { Args } from '../args/command.ts';
import { loadConfig } from '../config/load.ts';
import { openDatabase } from '../database/open.ts';
import { exitCode } from '../exit-code.ts';
import { writeOutput } from '../scan/write-output.ts';
import type { CommandIo } from '../terminal/io.ts';
import { createPaint, plain, wantsColour } from '../terminal/style.ts';
import { version } from '../version.ts';
import { recover } from './apply/recover.ts';
import { confirm } from './confirm.ts';
import { checkWay, type DeliverInput } from './deliver/deliver-change.ts';
import { gitFacts } from './deliver/git.ts';
import { deliverProject } from './deliver-project.ts';
import { endOfRun } from './end-of-run.ts';
import { type FixOptions, fixOptions } from './fix-options.ts';
import { isNamed } from './plan/select-findings.ts';
import { planProject } from './plan-project.ts';
import { drawEvidence, planSummary } from './show/evidence-block.ts';
import { jsonReport } from './show/json-report.ts';
import { markdownReport } from './show/markdown.ts';
import { drawPlan, type FixStyle } from './show/plan-table.ts';
import { createStepLines, type StepLines } from './show/step-lines.ts';
import type { FixResult, LockWork } from './types.ts';

const widest = 120;
const narrowest = 60;

/** `maximus fix`. */
export async function runFix(args: Args, io: CommandIo): Promise<number> {
  const options = fixOptions(args, io);
  const { settings, database } = await loadConfig(args, io);
  const index = openDatabase(database);
  const steps = createStepLines(io, options.quiet);
  const scratchFolder = mkdtempSync(join(tmpdir(), 'maximus-fix-'));
  // The user of a sandbox passes through it to the folders of its own run.
  chmodSync(scratchFolder, 0o711);
  try {
    const restored = recover(options.folder);
    if (restored.length > 0) io.err.write(`note  a run that was cut off is undone: ${plain(restored.join(', '))}\n`);
    const result = await work(options, settings, index, scratchFolder, steps, io);
    steps.stop();
    writeOutput(rendered(result, options, io), args.text('output'), io);
    return result.end.exitCode;
  } catch (error) {
    steps.stop();
    if (!io.signal.aborted) throw error;
    io.err.write('stopped; the files are as they were\n');
    return exitCode.interrupted;
  } finally {
    index.close();
    rmSync(scratchFolder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Scan, plan, evidence, and the change: in this order, and each only where the one before it says so. */
async function work(
  options: FixOptions,
  settings: ScanSettings,
  index: AdvisoryIndex,
  scratchFolder: string,
  steps: StepLines,
  io: CommandIo,
): Promise<FixResult> {
  const { folder, way, forgeKind, isDryRun } = options;
  const facts = gitFacts(folder, io);
  const delivery: DeliverInput = {
    way,
    folder,
    ...(facts === undefined ? {} : { facts }),
    ...(forgeKind === undefined ? {} : { forgeKind }),
    scratchFolder,
    io,
  };
  checkWay(delivery);
  const report = await scan(options, settings, index, steps, io);
  io.signal.throwIfAborted();
  const project = unwrap(await openFolder(folder));
  const planned = await planProject({
    options,
    report,
    project,
    matcher: createMatcher(index),
    toolchainOf: createToolchains({ environment: io.environment, emptyFolder: scratchFolder, signal: io.signal }),
    steps,
    io,
  });
  // What was not looked at any more stands in the plan as if there were nothing for it.
  io.signal.throwIfAborted();
  const asked = askedFor(report, options);
  const about = { project: options.named, isDryRun, report };
  const ended = (locks: readonly LockWork[]): FixResult => ({
    ...about,
    locks,
    end: endOfRun({ ...report, findings: asked }, settings, locks, isDryRun),
  });
  showPlan(ended(planned), options, io);
  if (isDryRun) return ended(planned);
  const name = basename(folder);
  const { proveProject } = await import('./prove-project.ts');
  const proven = await proveProject({
    options,
    locks: planned,
    index,
    maxIndexAgeMs: settings.maxDbAgeMs,
    project,
    facts,
    name,
    scratchFolder,
    steps,
    io,
  });
  const kept = proven.filter(({ outcome }) => outcome?.kept !== undefined);
  if (kept.length === 0) return ended(proven);
  if (
    !options.isAgreed &&
    !(await confirm(
      `Apply the proven changes to ${kept.length === 1 ? plain(kept[0]?.lockFile ?? '') : `${kept.length} lock files`}?`,
      io,
    ))
  ) {
    const end = { outcome: 'declined', exitCode: exitCode.findings, sentence: 'nothing was changed' } as const;
    return { ...about, locks: proven, end };
  }
  io.signal.throwIfAborted();
  return ended(await deliverProject(proven, report, delivery, steps));
}

function scan(
  { folder }: FixOptions,
  settings: ScanSettings,
  index: AdvisoryIndex,
  steps: StepLines,
  io: CommandIo,
): Promise<ScanReport> {
  return scanFolders({
    roots: [folder],
    workingFolder: io.workingFolder,
    index,
    settings,
    clock: io.clock,
    signal: io.signal,
    version,
    onProgress: (text, done, total) => steps.now(text, done, total),
  });
}

/** What the run is about: where one file or some ids are named, the rest is not held against it. */
function askedFor(report: ScanReport, { ids, onlyFile, retiresOverrides }: FixOptions): ScanReport['findings'] {
  if (retiresOverrides) return [];
  const named = report.findings.filter((finding) => ids.length === 0 || isNamed(finding, ids));
  if (onlyFile === undefined) return named;
  return named
    .map((finding) => ({ ...finding, occurrences: finding.occurrences.filter(({ file }) => file === onlyFile) }))
    .filter(({ occurrences }) => occurrences.length > 0);
}

function styleOf(io: CommandIo): FixStyle {
  const paint = createPaint(wantsColour(io.out.isTerminal, io.environment));
  return { paint, width: Math.max(narrowest, Math.min(widest, io.out.isTerminal ? io.out.columns : 80)) };
}

/** The plan comes before the work, for a person; what machines read comes once, at the end. */
function showPlan(result: FixResult, { format }: FixOptions, io: CommandIo): void {
  if (format !== 'table') return;
  const style = styleOf(io);
  const head = style.paint(planSummary(result), 'dim');
  io.out.write(result.locks.length === 0 ? `${head}\n` : `${head}\n\n${drawPlan(result.locks, style)}\n`);
}

function rendered(result: FixResult, { format }: FixOptions, io: CommandIo): string {
  if (format === 'json') return jsonReport(result);
  return format === 'markdown' ? markdownReport(result) : drawEvidence(result, styleOf(io));
}
