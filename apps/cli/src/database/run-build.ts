import { resolve } from 'node:path';
import { type BuildReport, buildIndex, type ProgressEvent } from '@maximus/advisories';
import type { Args } from '../args/command.ts';
import { loadConfig } from '../config/load.ts';
import { errors } from '../errors.ts';
import { exitCode } from '../exit-code.ts';
import { grouped } from '../scan/table/words.ts';
import type { CommandIo } from '../terminal/io.ts';
import { createProgress, type Progress } from '../terminal/progress.ts';
import { plain } from '../terminal/style.ts';

const shownQuarantined = 10;

/** What a build made, for a person. */
export function buildText(report: BuildReport, database: string): string {
  const rate = Math.round(report.records / Math.max(0.001, report.durationMs / 1000));
  const megabytes = (report.indexBytes / 1e6).toFixed(1);
  const lines = [
    `${grouped(report.records)} advisories in ${(report.durationMs / 1000).toFixed(1)} s (${grouped(rate)} records/s), ${megabytes} MB, ${report.kev} KEV, ${report.epss} EPSS`,
    `index: ${database}`,
  ];
  if (report.skippedElements > 0)
    lines.push(`${report.skippedElements} malformed elements of records were left out; the rest of each record counts`);
  if (report.quarantinedCount > 0) lines.push(`${report.quarantinedCount} records were quarantined:`);
  for (const bad of report.quarantined.slice(0, shownQuarantined)) {
    const line = bad.line === undefined ? '' : `:${bad.line}`;
    lines.push(`  ${plain(bad.origin)}${line}: ${plain(bad.id ?? 'record')}: ${plain(bad.reason)}`);
  }
  if (report.quarantinedCount > shownQuarantined)
    lines.push(`  and ${report.quarantinedCount - shownQuarantined} more; --format json lists them`);
  return `${lines.join('\n')}\n`;
}

function drawEvent(progress: Progress, event: ProgressEvent): void {
  if (event.type === 'source') progress.update(`reading ${event.source}`);
  else if (event.type === 'read') progress.update(`${grouped(event.records)} records of ${event.source}`);
  else if (event.type === 'write') progress.update(`writing ${event.part}`);
  else if (event.type === 'download')
    progress.update(
      `fetching ${event.source}`,
      event.totalBytes === undefined ? undefined : event.bytes,
      event.totalBytes,
    );
}

/** Feeds the progress line from the events of a build or an update. */
export function showProgress(
  io: CommandIo,
  quiet: boolean,
): { readonly onProgress: (event: ProgressEvent) => void; readonly stop: () => void } {
  const progress = createProgress(io, quiet);
  return {
    onProgress: (event) => drawEvent(progress, event),
    stop: () => progress.stop(),
  };
}

/** `maximus db build`. */
export async function runBuild(args: Args, io: CommandIo): Promise<number> {
  const { database } = await loadConfig(args, io);
  const from = [...args.list('from'), ...args.positionals].map((path) => resolve(io.workingFolder, path));
  if (from.length === 0) throw errors.missing_argument('--from PATH is missing');
  const progress = showProgress(io, args.flag('quiet'));
  const built = await buildIndex({ from, out: database, clock: io.clock, onProgress: progress.onProgress });
  progress.stop();
  if (!built.ok) throw built.error;
  if (args.text('format') === 'json') io.out.write(`${JSON.stringify(built.value, null, 2)}\n`);
  else if (!args.flag('quiet')) io.out.write(buildText(built.value, database));
  return exitCode.passed;
}
