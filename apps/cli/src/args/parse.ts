import { parseArgs } from 'node:util';
import { type AppError, fail, ok, type Result, suggest } from '@maximus/kernel';
import { errors } from '../errors.ts';
import type { Args, Command, Option } from './command.ts';
import { globalOptions } from './global-options.ts';

/** Options of a command with those that every command has. */
export function optionsOf(command: Command): readonly Option[] {
  return [...command.options, ...globalOptions];
}

type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;

function checkTokens(
  command: Command,
  tokens: readonly { kind: string; name?: string; rawName?: string; value?: unknown }[],
): AppError | undefined {
  const options = optionsOf(command);
  for (const token of tokens) {
    if (token.kind !== 'option' || token.name === undefined) continue;
    const option = options.find((candidate) => candidate.name === token.name);
    if (option === undefined) {
      const near = suggest(
        token.name,
        options.map((candidate) => candidate.name),
      );
      const hint = near === undefined ? '' : `; did you mean --${near}?`;
      return errors.unknown_option(`${token.rawName} is not an option of \`maximus ${command.name}\`${hint}`);
    }
    if (option.type === 'flag') {
      if (token.value !== undefined) return errors.bad_option(`--${option.name} takes no value`);
      continue;
    }
    if (typeof token.value !== 'string' || token.value === '')
      return errors.bad_option(`--${option.name} needs a value (${option.value ?? 'VALUE'})`);
    if (option.choices !== undefined && !option.choices.includes(token.value)) {
      const near = suggest(token.value, option.choices);
      const hint = near === undefined ? '' : `; did you mean ${near}?`;
      return errors.bad_option(`--${option.name} is one of ${option.choices.join(', ')}, not "${token.value}"${hint}`);
    }
  }
  return undefined;
}

/** Reads the arguments that follow the command's name. Fails with `cli.*` and a suggestion; never throws. */
export function parseCommandLine(command: Command, argv: readonly string[]): Result<Args> {
  const options = optionsOf(command);
  const parsed = parseArgs({
    args: [...argv],
    strict: false,
    tokens: true,
    allowPositionals: true,
    allowNegative: false,
    options: Object.fromEntries(
      options.map((option) => [
        option.name,
        {
          type: option.type === 'flag' ? ('boolean' as const) : ('string' as const),
          multiple: option.type === 'list',
          ...(option.short === undefined ? {} : { short: option.short }),
        },
      ]),
    ),
  });
  const fault = checkTokens(command, parsed.tokens);
  if (fault !== undefined) return fail(fault);
  const values = parsed.values as Values;
  const settings: Record<string, unknown> = {};
  for (const option of options) {
    const value = values[option.name];
    if (option.setting !== undefined && value !== undefined) settings[option.setting] = value;
  }
  return ok({
    positionals: parsed.positionals,
    flag: (name) => values[name] === true,
    text: (name) => {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    },
    list: (name) => {
      const value = values[name];
      return Array.isArray(value) ? value.map(String) : [];
    },
    settings,
  });
}
