import type { Args } from '../args/command.ts';
import { exitCode } from '../exit-code.ts';
import type { CommandIo } from '../terminal/io.ts';
import { loadConfig } from './load.ts';

/** `maximus config check`: faults are thrown by the loader, which lists them all. */
export async function runCheck(args: Args, io: CommandIo): Promise<number> {
  const loaded = await loadConfig(args, io, true);
  const rules = loaded.settings.ignore.length;
  io.out.write(`${loaded.file ?? 'no settings file'}: valid, ${rules} ignore ${rules === 1 ? 'rule' : 'rules'}\n`);
  return exitCode.passed;
}
