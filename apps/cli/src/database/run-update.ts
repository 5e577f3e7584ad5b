import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type NetworkSettings, openIndex, type UpdateReport, updateIndex } from '@maximus/advisories';
import { parseDuration } from '@maximus/kernel';
import type { Args } from '../args/command.ts';
import type { FeedsConfig } from '../config/feeds-schema.ts';
import { loadConfig } from '../config/load.ts';
import { errors } from '../errors.ts';
import { exitCode } from '../exit-code.ts';
import { grouped } from '../scan/table/words.ts';
import type { CommandIo } from '../terminal/io.ts';
import { printError } from '../terminal/print-error.ts';
import { pad, plain } from '../terminal/style.ts';
import { lossLines } from './losses.ts';
import { showProgress } from './progress.ts';

function variable(io: CommandIo, name: string): string | undefined {
  const value = io.environment[name] ?? io.environment[name.toUpperCase()];
  return value === undefined || value === '' ? undefined : value;
}

function networkOf(feeds: FeedsConfig, io: CommandIo): NetworkSettings {
  const http = variable(io, 'http_proxy');
  const https = variable(io, 'https_proxy');
  const no = variable(io, 'no_proxy');
  const proxied = http !== undefined || https !== undefined;
  return {
    ...(proxied ? { proxy: { ...(http && { http }), ...(https && { https }), ...(no && { no }) } } : {}),
    ...(feeds.ca_file === '' ? {} : { caCertificates: authorities(feeds.ca_file, io) }),
    timeoutMs: parseDuration(feeds.timeout) ?? 30_000,
  };
}

function authorities(file: string, io: CommandIo): string {
  try {
    return readFileSync(resolve(io.workingFolder, file), 'utf8');
  } catch (cause) {
    throw errors.missing_argument(`feeds.ca_file: ${file} cannot be read`, { file }, cause);
  }
}

const stateWords = { updated: 'updated', unchanged: 'nothing new', degraded: 'DEGRADED', failed: 'FAILED' } as const;

function printReport(report: UpdateReport, database: string, io: CommandIo, quiet: boolean): void {
  if (!quiet) {
    for (const { id, state, records } of report.sources) {
      io.out.write(`${pad(plain(id), 22)}${pad(stateWords[state], 13)}${grouped(records)} records\n`);
    }
    for (const line of lossLines(report)) io.out.write(`${line}\n`);
    io.out.write(`index: ${database}, generation ${report.generation}\n`);
  }
  for (const { error } of report.sources) if (error !== undefined) printError(error, io);
}

/** `maximus db update`: exits 2 where a source kept its old data because it could not be brought up to date. */
export async function runUpdate(args: Args, io: CommandIo): Promise<number> {
  const { database, whole } = await loadConfig(args, io, true);
  if (whole === undefined) throw errors.missing_argument('no configuration was read');
  const { feeds } = whole;
  const named = args.list('ecosystem');
  const progress = showProgress(io, args.flag('quiet'));
  const updated = await updateIndex({
    dir: database,
    clock: io.clock,
    feeds: {
      ...(feeds.osv_url && { osv: feeds.osv_url }),
      ...(feeds.kev_url && { kev: feeds.kev_url }),
      ...(feeds.epss_url && { epss: feeds.epss_url }),
    },
    ecosystems: named.length === 0 ? feeds.ecosystems : named,
    network: networkOf(feeds, io),
    onProgress: progress.onProgress,
  });
  progress.stop();
  if (!updated.ok) {
    printError(updated.error, io);
    return openIndex(database).ok ? exitCode.incomplete : exitCode.noDatabase;
  }
  printReport(updated.value, database, io, args.flag('quiet'));
  return updated.value.state === 'succeeded' ? exitCode.passed : exitCode.incomplete;
}
