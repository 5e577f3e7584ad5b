import type { Args } from '../args/command.ts';
import type { CommandIo } from '../terminal/io.ts';
export async function runImport(_args: Args, _io: CommandIo): Promise<number> {
  return 70;
}
