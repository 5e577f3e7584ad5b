import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { checkVectors } from '@maximus/versions';
import type { Args } from '../args/command.ts';
import { required } from '../args/positional.ts';
import { errors } from '../errors.ts';
import { exitCode } from '../exit-code.ts';
import type { CommandIo } from '../terminal/io.ts';
import { plain } from '../terminal/style.ts';

/** `maximus versions check ECOSYSTEM FILE`: the number of lines compared, and each one that disagrees. */
export async function runCheck(args: Args, io: CommandIo): Promise<number> {
  const ecosystem = required(args, 0, 'ECOSYSTEM');
  const file = required(args, 1, 'FILE');
  const text = await readFile(resolve(io.workingFolder, file), 'utf8').catch((cause: unknown) => {
    throw errors.missing_argument(`${file} cannot be read`, { file }, cause);
  });
  const checked = checkVectors(ecosystem, text);
  if (!checked.ok) throw checked.error;
  const { compared, disagreements } = checked.value;
  for (const { line, text: words, expected, got } of disagreements) {
    io.out.write(`${file}:${line}: ${plain(words)}: expected ${expected}, got ${plain(got)}\n`);
  }
  const verdict = disagreements.length === 0 ? 'all agree' : `${disagreements.length} disagree`;
  io.out.write(`${compared} lines compared, ${verdict}\n`);
  return disagreements.length === 0 ? exitCode.passed : exitCode.findings;
}
