import type { Args } from '../args/command.ts';
import type { CommandIo } from '../terminal/io.ts';
export async function runExport(_args: Args, _io: CommandIo): Promise<number> {
  return 70;
}
