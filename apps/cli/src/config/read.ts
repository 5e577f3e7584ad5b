import { readFileSync } from 'node:fs';
import { type AppError, configErrors, type ResolvedConfig, resolveConfig } from '@maximus/kernel';
import type { Args } from '../args/command.ts';
import type { CommandIo } from '../terminal/io.ts';
import { printError } from '../terminal/print-error.ts';
import { RootConfig } from './schema.ts';

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw configErrors.config_unreadable('cannot be read', { file }, cause);
  }
}

async function parseYaml(file: string): Promise<unknown> {
  const text = readText(file);
  const { LineCounter, parseDocument } = await import('yaml');
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const fault = document.errors[0];
  if (fault !== undefined) {
    const line = lineCounter.linePos(fault.pos[0]).line;
    throw configErrors.config_unreadable(`not valid YAML: ${fault.message}`, { file, line }, fault);
  }
  return document.toJS({ maxAliasCount: 50 });
}

/** Reads a settings file, the environment and the flags into one configuration; every fault is printed, the first thrown. */
export async function readConfig(
  file: string | undefined,
  args: Args,
  io: CommandIo,
): Promise<ResolvedConfig<RootConfig>> {
  const resolved = resolveConfig<RootConfig>(RootConfig, {
    ...(file === undefined ? {} : { file: { name: file, content: await parseYaml(file) } }),
    environment: io.environment,
    flags: args.settings,
  });
  if (resolved.ok) return resolved.value;
  const [first, ...more]: readonly AppError[] = resolved.error;
  for (const error of more) printError(error, io);
  throw first ?? configErrors.config_invalid('the configuration is not valid');
}
