/**
 * The `maximus` program: reads the process, runs one command, sets the exit code.
 * The only file of the command line that touches the process. Read run.ts next, then commands/.
 */
import { systemClock } from '@maximus/kernel';
import { run } from './run.ts';
import type { CommandIo } from './terminal/io.ts';
import { standardSink } from './terminal/standard-sink.ts';

const interrupt = new AbortController();
process.once('SIGINT', () => {
  interrupt.abort();
  process.once('SIGINT', () => process.exit(130));
});

/** A reader that closes early, such as `head`, is not a fault. */
function endOrThrow(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  throw error;
}

const out = standardSink(1, () => process.stdout, endOrThrow);
const err = standardSink(2, () => process.stderr, endOrThrow);
const io: CommandIo = {
  out,
  err,
  environment: process.env,
  workingFolder: process.cwd(),
  clock: systemClock,
  signal: interrupt.signal,
};
// No top-level await: the bundle holds this module and the ones it loads later in one file, which would wait for itself.
run(process.argv.slice(2), io).then((code) => {
  process.exitCode = code;
  // Tearing down the heap of a command that is done costs 9 ms. What waits in a stream must still get out.
  if (out.isFlushed && err.isFlushed) process.exit();
});
