import { resolve } from 'node:path';
import { type BuildReport, buildIndex } from '@maximus/advisories';
import type { Args } from '../args/command.ts';
import { loadConfig } from '../config/load.ts';
import { errors } from '../errors.ts';
import { exitCode } from '../exit-code.ts';
import { grouped } from '../scan/table/words.ts';
import type { CommandIo } from '../terminal/io.ts';
import { lossLines } from './losses.ts';
import { showProgress } from './progress.ts';

/** What a build made, for a person. */
function buildText(report: BuildReport, database: string): string {
  const rate = Math.round(report.records / Math.max(0.001, report.durationMs / 1000));
  const megabytes = (report.indexBytes / 1e6).toFixed(1);
  const seconds = (report.durationMs / 1000).toFixed(1);
  const lines = [
    `${grouped(report.records)} advisories in ${seconds} s (${grouped(rate)} records/s), ${megabytes} MB; ${grouped(report.kev)} KEV, ${grouped(report.epss)} EPSS`,
    `index: ${database}`,
    ...lossLines(report),
  ];
  return `${lines.join('\n')}\n`;
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
