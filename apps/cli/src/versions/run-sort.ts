import { sortVersions } from '@maximus/versions';
import type { Args } from '../args/command.ts';
import { required } from '../args/positional.ts';
import { errors } from '../errors.ts';
import { exitCode } from '../exit-code.ts';
import type { CommandIo } from '../terminal/io.ts';
import { printError } from '../terminal/print-error.ts';
import { readStandardInput } from '../terminal/stdin.ts';
import { plain } from '../terminal/style.ts';

/** `maximus versions sort ECOSYSTEM`: oldest first; a version that does not parse is named and the exit code is 2. */
export async function runSort(args: Args, io: CommandIo): Promise<number> {
  const ecosystem = required(args, 0, 'ECOSYSTEM');
  const given = args.positionals.slice(1);
  const versions = given.length > 0 ? given : (await readStandardInput()).split('\n').map((line) => line.trim());
  const wanted = versions.filter((version) => version !== '');
  if (wanted.length === 0)
    throw errors.missing_argument('no VERSION is given, neither as arguments nor on standard input');
  const sorted = sortVersions(ecosystem, wanted);
  if (!sorted.ok) throw sorted.error;
  for (const version of sorted.value.sorted) io.out.write(`${plain(version)}\n`);
  for (const { error } of sorted.value.invalid) printError(error, io);
  return sorted.value.invalid.length > 0 ? exitCode.incomplete : exitCode.passed;
}
