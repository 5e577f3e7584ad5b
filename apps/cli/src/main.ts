/**
 * The `maximus` program: reads the process, runs one command, sets the exit code.
 * The only file of the command line that touches the process. Read run.ts next, then commands/.
 */
import { systemClock } from '@maximus/kernel';
import { run } from './run.ts';
import type { CommandIo, TextSink } from './terminal/io.ts';

function sink(stream: NodeJS.WriteStream): TextSink {
  return {
    write: (text) => {
      stream.write(text);
    },
    isTerminal: stream.isTTY === true,
    columns: stream.columns ?? 80,
  };
}

const interrupt = new AbortController();
process.once('SIGINT', () => {
  interrupt.abort();
  process.once('SIGINT', () => process.exit(130));
});
// A reader that closes early, such as `head`, is not a fault.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}

const io: CommandIo = {
  out: sink(process.stdout),
  err: sink(process.stderr),
  environment: process.env,
  workingFolder: process.cwd(),
  clock: systemClock,
  signal: interrupt.signal,
};
// No top-level await: the bundle holds this module and the ones it loads later in one file, which would wait for itself.
run(process.argv.slice(2), io).then((code) => {
  process.exitCode = code;
});
