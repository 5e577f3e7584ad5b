import { isAppError, suggest } from '@maximus/kernel';
import type { Command } from './args/command.ts';
import { commandHelp, programHelp } from './args/help.ts';
import { parseCommandLine } from './args/parse.ts';
import { commands } from './commands/registry.ts';
import { errors } from './errors.ts';
import { exitCode } from './exit-code.ts';
import type { CommandIo } from './terminal/io.ts';
import { printError } from './terminal/print-error.ts';
import { version } from './version.ts';

function findCommand(
  words: readonly string[],
  among: readonly Command[],
): { command: Command; rest: readonly string[] } | undefined {
  const [word, ...rest] = words;
  const command = among.find((candidate) => candidate.name.split(' ').at(-1) === word);
  if (command === undefined) return undefined;
  if (command.subcommands === undefined) return { command, rest };
  return findCommand(rest, command.subcommands) ?? { command, rest };
}

function unknownCommand(words: readonly string[], among: readonly Command[], prefix: string): Error {
  const word = words[0] ?? '';
  const names = among.map((candidate) => candidate.name.split(' ').at(-1) ?? '');
  const near = suggest(word, names);
  const hint = near === undefined ? '' : `; did you mean "${near}"?`;
  return errors.unknown_command(`"${prefix}${word}" is not a command${hint}`);
}

async function dispatch(argv: readonly string[], io: CommandIo): Promise<number> {
  if (argv[0] === '--version' || argv[0] === '-V') {
    io.out.write(`maximus ${version}\n`);
    return exitCode.passed;
  }
  if (argv.length === 0 || argv[0] === '--help' || argv[0] === '-h' || argv[0] === 'help') {
    const named = argv[0] === 'help' ? findCommand(argv.slice(1), commands) : undefined;
    io.out.write(named === undefined ? programHelp(commands, io) : commandHelp(named.command, io));
    return argv.length === 0 ? exitCode.usage : exitCode.passed;
  }
  const found = findCommand(argv, commands);
  if (found === undefined) throw unknownCommand(argv, commands, '');
  const { command, rest } = found;
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out.write(commandHelp(command, io));
    return exitCode.passed;
  }
  if (command.run === undefined) {
    if (rest.length > 0) throw unknownCommand(rest, command.subcommands ?? [], `${command.name} `);
    io.err.write(commandHelp(command, io));
    return exitCode.usage;
  }
  const args = parseCommandLine(command, rest);
  if (!args.ok) throw args.error;
  return command.run(args.value, io);
}

const noDatabaseCodes = new Set([
  'advisories.no_database',
  'advisories.database_unusable',
  'advisories.database_format',
]);

function codeOf(error: unknown): number {
  if (!isAppError(error)) return exitCode.internal;
  if (noDatabaseCodes.has(error.code)) return exitCode.noDatabase;
  return exitCode.usage;
}

/** Runs one command line and returns its exit code; every failure is written to `io.err`. */
export async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    printError(error, io);
    return codeOf(error);
  }
}
