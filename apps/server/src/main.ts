/**
 * The `maximus-server` program: reads the process, runs the server, sets the exit code. The only file of the server that
 * touches the process. Read run.ts next, then modules.ts.
 */
import { systemClock } from '@maximus/kernel';
import { run } from './run.ts';

const { promise: stopAsked, resolve } = Promise.withResolvers<string>();
let asked = false;

function askToStop(why: string, code: number): void {
  if (asked) {
    process.stderr.write('maximus-server: stopped at once; what was acknowledged is kept\n');
    process.exit(code);
  }
  asked = true;
  resolve(why);
}

process.on('SIGTERM', () => askToStop('SIGTERM', 143));
process.on('SIGINT', () => askToStop('SIGINT', 130));
// A terminal that closes is no reason to lose the requests in hand.
process.on('SIGHUP', () => askToStop('SIGHUP', 129));

// npm ends at a signal, the shell between us too, and neither passes it on: without them we would run on unseen.
if (process.env['npm_lifecycle_event'] !== undefined) {
  const starter = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === starter) return;
    clearInterval(watch);
    if (!asked) askToStop('npm has ended', 143);
  }, 500);
  watch.unref();
}

let faulted = false;
function fault(error: unknown): void {
  // State may be broken now: end in order, and let whoever supervises start again.
  faulted = true;
  process.stderr.write(
    `${JSON.stringify({ level: 'error', msg: 'a fault of ours', err: { stack: String((error as Error)?.stack ?? error) } })}\n`,
  );
  askToStop('fault', 70);
}
process.on('uncaughtException', fault);
process.on('unhandledRejection', fault);

const code = await run({
  argv: process.argv.slice(2),
  environment: process.env,
  workingFolder: process.cwd(),
  clock: systemClock,
  out: process.stdout,
  err: process.stderr,
  stopAsked,
});
process.exit(faulted ? 70 : code);
