import type { Args } from '../args/command.ts';
import { required } from '../args/positional.ts';
import type { CommandIo } from '../terminal/io.ts';
import { runBuild } from './run-build.ts';

/** `maximus db import FILE`: an export is built from like any other source, and gives the same digest. */
export async function runImport(args: Args, io: CommandIo): Promise<number> {
  required(args, 0, 'FILE');
  return runBuild(args, io);
}
