import { resolve } from 'node:path';
import { exportIndex } from '@maximus/advisories';
import type { Args } from '../args/command.ts';
import { loadConfig } from '../config/load.ts';
import { errors } from '../errors.ts';
import { exitCode } from '../exit-code.ts';
import { grouped } from '../scan/table/words.ts';
import type { CommandIo } from '../terminal/io.ts';
import { showProgress } from './progress.ts';

/** `maximus db export --output PATH`. */
export async function runExport(args: Args, io: CommandIo): Promise<number> {
  const output = args.text('output');
  if (output === undefined) throw errors.missing_argument('--output PATH is missing');
  const { database } = await loadConfig(args, io);
  const progress = showProgress(io, args.flag('quiet'));
  const exported = await exportIndex(database, resolve(io.workingFolder, output), progress.onProgress);
  progress.stop();
  if (!exported.ok) throw exported.error;
  if (!args.flag('quiet')) io.out.write(`${grouped(exported.value.records)} advisories in ${output}\n`);
  return exitCode.passed;
}
