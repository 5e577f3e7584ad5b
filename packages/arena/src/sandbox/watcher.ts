import type { ChildProcess } from 'node:child_process';
import { DiskWatch } from './disk-use.ts';
import { OutputBuffer } from './output-buffer.ts';
import { treeUse } from './process-tree.ts';
import type { CommandEnd, CommandResult, Contact, SandboxLimits } from './types.ts';

/** At least four looks a second (arena.md §10). */
const lookEveryMs = 200;
/** Between the polite signal and the kill. */
const politeMs = 5_000;

/** What a watched child needs beside its limits. */
export interface WatchOptions {
  readonly limits: SandboxLimits;
  /** Folders whose growth counts; the first names the file system. */
  readonly folders: readonly string[];
  readonly contacts: readonly Contact[];
  readonly signal?: AbortSignal;
  /** Looks at the processes of the machine below the child; off where the engine of a container holds memory and pids. */
  readonly watchProcesses: boolean;
  /** Ends the child: with SIGTERM as it likes, with SIGKILL at once, with everything that it started. */
  end(signal: 'SIGTERM' | 'SIGKILL'): void;
}

const sentences: Partial<Record<CommandEnd, (limits: SandboxLimits) => string>> = {
  'timed-out': ({ timeoutMs }) => `it did not end within ${timeoutMs / 1000} s`,
  'memory-limit': ({ memoryBytes }) => `it used more than ${mib(memoryBytes)} MiB of memory`,
  'process-limit': ({ processes }) => `it had more than ${processes} processes`,
  'disk-limit': ({ diskBytes }) => `it wrote more than ${mib(diskBytes)} MiB`,
  'output-limit': ({ outputBytes }) => `it printed more than ${mib(outputBytes)} MiB`,
};

function mib(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}

/** Follows a started command to its end and holds it to its limits; resolves once all of it has ended. */
export async function watch(child: ChildProcess, options: WatchOptions): Promise<CommandResult> {
  const { limits } = options;
  const beganMs = performance.now();
  const output = new OutputBuffer(limits.keptOutputBytes);
  const disk = new DiskWatch(options.folders, limits.diskBytes);
  let end: CommandEnd = 'exited';
  let startError: Error | undefined;

  const stop = (why: CommandEnd, polite: boolean): void => {
    if (end !== 'exited') return;
    end = why;
    options.end(polite ? 'SIGTERM' : 'SIGKILL');
    if (polite) timers.push(setTimeout(() => options.end('SIGKILL'), politeMs));
  };
  const timers: NodeJS.Timeout[] = [setTimeout(() => stop('timed-out', true), limits.timeoutMs)];
  const take = (chunk: Buffer): void => {
    output.add(chunk);
    if (output.bytes > limits.outputBytes) stop('output-limit', false);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  const letGo = (): void => {
    options.end('SIGKILL');
    const readBytes = output.bytes;
    // Where this process itself has stood still, what was printed long ago is read only after its timers have been seen to.
    setImmediate(() => {
      if (output.bytes > readBytes) timers.push(setTimeout(letGo, politeMs));
      else for (const stream of [child.stdout, child.stderr]) stream?.destroy();
    });
  };
  const abort = (): void => stop('cancelled', true);
  if (options.signal?.aborted === true) abort();
  else options.signal?.addEventListener('abort', abort, { once: true });

  const closed = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done) => {
    child.once('error', (error) => {
      startError = error;
      done({ code: null, signal: null });
    });
    child.once('close', (code, signal) => done({ code, signal }));
    // What the child left behind may hold its output open; it has had its time.
    child.once('exit', () => timers.push(setTimeout(letGo, politeMs)));
  });
  const looking = look(child, disk, options, stop);
  // What cannot be watched does not run on; its end is waited for like any other.
  const lookedAt = looking.ended.then(
    () => undefined,
    (fault: unknown) => {
      options.end('SIGKILL');
      return { fault };
    },
  );
  const { code, signal } = await closed;
  looking.stop();
  const blind = await lookedAt;
  for (const timer of timers) clearTimeout(timer);
  options.signal?.removeEventListener('abort', abort);
  if (blind !== undefined) throw blind.fault;

  const exited = end === 'exited' && startError === undefined;
  const reason = reasonOf(startError, end, options, exited ? signal : null);
  return {
    end: startError === undefined ? end : 'could-not-start',
    exitCode: exited ? code : null,
    ...(reason === undefined ? {} : { reason }),
    output: output.output(),
    durationMs: performance.now() - beganMs,
    contacts: options.contacts,
  };
}

/** A time that is up says so itself; any other abort is somebody's wish. */
function whyCancelled(signal: AbortSignal | undefined): string {
  const why: unknown = signal?.reason;
  return why instanceof Error && why.name === 'TimeoutError' ? why.message : 'the run was cancelled';
}

function reasonOf(
  startError: Error | undefined,
  end: CommandEnd,
  options: WatchOptions,
  signal: NodeJS.Signals | null,
): string | undefined {
  if (startError !== undefined) return `it could not be started: ${startError.message}`;
  if (signal !== null) return `it was ended by ${signal}`;
  return end === 'cancelled' ? whyCancelled(options.signal) : sentences[end]?.(options.limits);
}

/** Looks at memory, processes and disk until told to stop. */
function look(
  child: ChildProcess,
  disk: DiskWatch,
  { limits, watchProcesses }: WatchOptions,
  stop: (why: CommandEnd, polite: boolean) => void,
): { stop(): void; readonly ended: Promise<void> } {
  let on = true;
  let wake: () => void = () => undefined;
  const pause = () =>
    new Promise<void>((done) => {
      const timer = setTimeout(done, lookEveryMs);
      wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  const ended = (async () => {
    await disk.start();
    while (on) {
      if (watchProcesses && child.pid !== undefined) {
        const use = treeUse(child.pid);
        if (use.processes > limits.processes) stop('process-limit', false);
        else if (use.residentBytes > limits.memoryBytes) stop('memory-limit', false);
      }
      if (on && (await disk.isOver())) stop('disk-limit', false);
      if (on) await pause();
    }
  })();
  return {
    stop: () => {
      on = false;
      wake();
    },
    ended,
  };
}
