import { renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { errors } from '../errors.ts';
import type { CommandIo } from '../terminal/io.ts';

/** Writes a report to a file (through a neighbour that is renamed, so that nobody reads half of it) or to standard output. */
export function writeOutput(text: string, file: string | undefined, io: CommandIo): void {
  if (file === undefined || file === '-') {
    io.out.write(text);
    return;
  }
  const target = resolve(io.workingFolder, file);
  const partial = `${target}.${process.pid}.partial`;
  try {
    writeFileSync(partial, text);
    renameSync(partial, target);
  } catch (cause) {
    throw errors.output_failed(`${file} cannot be written`, { file }, cause);
  }
}
