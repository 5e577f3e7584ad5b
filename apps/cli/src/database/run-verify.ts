import { verifyIndex } from '@maximus/advisories';
import type { Args } from '../args/command.ts';
import { loadConfig } from '../config/load.ts';
import { exitCode } from '../exit-code.ts';
import { grouped } from '../scan/table/words.ts';
import type { CommandIo } from '../terminal/io.ts';
import { plain } from '../terminal/style.ts';
import { showProgress } from './progress.ts';

/** `maximus db verify`: exits 5 where anything differs from what was written. */
export async function runVerify(args: Args, io: CommandIo): Promise<number> {
  const { database } = await loadConfig(args, io);
  const progress = showProgress(io, args.flag('quiet'));
  const verified = await verifyIndex(database, progress.onProgress);
  progress.stop();
  if (!verified.ok) throw verified.error;
  const { faults, strays, records, packages, digest, durationMs } = verified.value;
  for (const fault of faults) io.err.write(`fault  ${plain(fault)}\n`);
  for (const stray of strays) io.err.write(`stray  ${plain(stray)} belongs to no generation\n`);
  if (faults.length > 0) {
    io.out.write(
      `NOT VERIFIED: ${faults.length} faults. Run \`maximus db update\` or \`maximus db build --from PATH\`.\n`,
    );
    return exitCode.verificationFailed;
  }
  const seconds = (durationMs / 1000).toFixed(1);
  io.out.write(
    `verified: ${grouped(records)} advisories, ${grouped(packages)} packages in ${seconds} s, digest ${digest}\n`,
  );
  return exitCode.passed;
}
