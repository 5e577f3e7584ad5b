import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type AppError,
  configErrors,
  configFields,
  fail,
  type ResolvedConfig,
  type Result,
  resolveConfig,
  suggest,
} from '@maximus/kernel';
import { LineCounter, parseDocument } from 'yaml';
import { checkTogether } from './check-together.ts';
import { ServerConfig } from './schema.ts';

/** Where settings are looked for. */
export interface ConfigPlaces {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
  /** Named by `--config`; `maximus-server.yaml` in the working folder otherwise, when it is there. */
  readonly file: string | undefined;
  /** Dotted key → value, from the command line. */
  readonly flags: Readonly<Record<string, unknown>>;
}

/** Settings in force. */
export interface LoadedConfig extends ResolvedConfig<ServerConfig> {
  readonly file: string | undefined;
  /** Variables that look like ours and set nothing, with what was probably meant. */
  readonly unknownVariables: readonly string[];
}

/** Resolves defaults < file < environment < flags; every fault is listed, each with its source. */
export function loadConfig(places: ConfigPlaces): Result<LoadedConfig, readonly AppError[]> {
  const file = fileOf(places);
  const content = file === undefined ? undefined : readYaml(file);
  if (content !== undefined && !content.ok) return fail([content.error]);
  const environment = { ...places.environment };
  // The name that every PostgreSQL tool knows; ours wins where both are set.
  environment['MAXIMUS_DATABASE_URL'] ??= places.environment['DATABASE_URL'];
  const resolved = resolveConfig<ServerConfig>(ServerConfig, {
    ...(file === undefined || content === undefined ? {} : { file: { name: file, content: content.value } }),
    environment,
    flags: withTypes(places.flags),
  });
  if (!resolved.ok) return resolved;
  const faults = checkTogether(resolved.value.value);
  if (faults.length > 0) return fail(faults);
  return { ok: true, value: { ...resolved.value, file, unknownVariables: unknownVariables(environment) } };
}

function fileOf({ file, workingFolder }: ConfigPlaces): string | undefined {
  if (file !== undefined) return resolve(workingFolder, file);
  const usual = resolve(workingFolder, 'maximus-server.yaml');
  return existsSync(usual) ? usual : undefined;
}

function readYaml(file: string): Result<unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    return fail(configErrors.config_unreadable('cannot be read', { file }, cause));
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const fault = document.errors[0];
  if (fault !== undefined) {
    const { line } = lineCounter.linePos(fault.pos[0]);
    return fail(configErrors.config_unreadable(`not valid YAML: ${fault.message}`, { file, line }, fault));
  }
  return { ok: true, value: document.toJS({ maxAliasCount: 50 }) };
}

/** Flags are texts; numbers, truth values and lists are read as the setting says. */
function withTypes(flags: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const types = new Map(configFields(ServerConfig).map(({ key, type }) => [key, type]));
  return Object.fromEntries(
    Object.entries(flags).map(([key, value]) => {
      if (typeof value !== 'string') return [key, value];
      const type = types.get(key);
      if (type === 'number' && value.trim() !== '') return [key, Number(value)];
      if (type === 'true | false' && (value === 'true' || value === 'false')) return [key, value === 'true'];
      if (type === 'list') return [key, value.split(',').map((part) => part.trim())];
      return [key, value];
    }),
  );
}

/** Variables of the command line and of tests, which share the prefix. */
const foreign = /^MAXIMUS_(?:DB|TEST_.*|PROVISION|DEMO_.*|SCAN_.*|FEEDS_.*|COMMIT)$/;

function unknownVariables(environment: ConfigPlaces['environment']): string[] {
  const known = configFields(ServerConfig).map(({ variable }) => variable);
  return Object.keys(environment)
    .filter((name) => name.startsWith('MAXIMUS_') && !known.includes(name) && !foreign.test(name))
    .map((name) => {
      const near = suggest(name, known);
      return near === undefined ? name : `${name} (did you mean ${near}?)`;
    });
}
