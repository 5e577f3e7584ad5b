import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { checkRules, defaultScanConfig, type ScanSettings, toSettings } from '@maximus/scanning';
import type { Args } from '../args/command.ts';
import type { CommandIo } from '../terminal/io.ts';
import type { RootConfig } from './schema.ts';

/** Variables that are read elsewhere and set no key. */
const otherVariables = new Set(['MAXIMUS_DB', 'MAXIMUS_FORGE_TOKEN', 'MAXIMUS_TEST_DATA', 'MAXIMUS_PROVISION']);

/** Settings of one command, with the folder of the index made absolute. */
export interface LoadedConfig {
  readonly settings: ScanSettings;
  readonly database: string;
  /** Name of the file that was read, if any. */
  readonly file?: string;
  /** The whole configuration; only where a command asked for it. */
  readonly whole?: RootConfig;
  readonly origin: ReadonlyMap<string, string>;
}

/** Folder of the index where nobody names one: the user's cache folder (XDG base directories). */
function defaultDatabase(environment: CommandIo['environment']): string {
  const cache = environment['XDG_CACHE_HOME'];
  const base = cache !== undefined && isAbsolute(cache) ? cache : join(homedir(), '.cache');
  return join(base, 'maximus', 'db');
}

function configFile(args: Args, io: CommandIo): string | undefined {
  const named = args.text('config');
  if (named !== undefined) return resolve(io.workingFolder, named);
  const usual = join(io.workingFolder, 'maximus.yaml');
  return existsSync(usual) ? usual : undefined;
}

function needsSchema(args: Args, io: CommandIo): boolean {
  if (args.settings['scan.max_db_age'] !== undefined) return true;
  return Object.keys(io.environment).some((name) => name.startsWith('MAXIMUS_') && !otherVariables.has(name));
}

function database(io: CommandIo, named: string | undefined): string {
  return named === undefined || named === '' ? defaultDatabase(io.environment) : resolve(io.workingFolder, named);
}

/** The settings where no file and no variable has a word: no schema is loaded, which halves the start of a scan. */
function withoutSchema(args: Args, io: CommandIo): LoadedConfig {
  const scan: Record<string, unknown> = { ...defaultScanConfig };
  for (const [key, value] of Object.entries(args.settings)) {
    if (key.startsWith('scan.')) scan[key.slice('scan.'.length)] = value;
  }
  const named = args.settings['db'];
  return {
    settings: toSettings(scan as typeof defaultScanConfig),
    database: database(io, typeof named === 'string' ? named : io.environment['MAXIMUS_DB']),
    origin: new Map(),
  };
}

/** Resolves defaults < file < environment < flags. Throws the first `kernel.config_*` or `scanning.rule_invalid` after listing all. */
export async function loadConfig(args: Args, io: CommandIo, whole = false): Promise<LoadedConfig> {
  const file = configFile(args, io);
  if (!whole && file === undefined && !needsSchema(args, io)) return withoutSchema(args, io);
  const { readConfig } = await import('./read.ts');
  const { value, origin } = await readConfig(file, args, io);
  const rules = checkRules(value.ignore, io.clock.now(), file ?? 'configuration');
  if (!rules.ok) throw rules.error[0];
  return {
    settings: toSettings(value.scan, value.ignore),
    database: database(io, value.db),
    ...(file === undefined ? {} : { file }),
    whole: value,
    origin,
  };
}
