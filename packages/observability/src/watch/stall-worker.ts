import { Session } from 'node:inspector/promises';
import { workerData } from 'node:worker_threads';

/** What the worker is started with. */
export interface StallWorkerData {
  /** Counted up by the main thread's loop. */
  readonly beats: SharedArrayBuffer;
  readonly everyMs: number;
  /** Silent intervals in a row that count as a stall. */
  readonly limit: number;
  /** Module whose `onStall` ends the process. */
  readonly exitModule: string;
}

const { beats, everyMs, limit, exitModule } = workerData as StallWorkerData;
const counter = new Int32Array(beats);
let seen = Atomics.load(counter, 0);
let silent = 0;

// Intervals are counted, not time: a machine that slept wakes both threads and has missed none.
const timer = setInterval(() => {
  const now = Atomics.load(counter, 0);
  silent = now === seen ? silent + 1 : 0;
  seen = now;
  if (silent < limit) return;
  clearInterval(timer);
  void report(silent * everyMs);
}, everyMs);

async function report(silentMs: number): Promise<void> {
  const stack = await stackOfMainThread();
  const { onStall } = (await import(exitModule)) as { onStall: (report: { silentMs: number; stack: string }) => void };
  onStall({ silentMs, stack });
}

/** Where the main thread is, by pausing it through the inspector; a thread inside native code gives no answer. */
async function stackOfMainThread(): Promise<string> {
  const session = new Session();
  const { promise, resolve } = Promise.withResolvers<string>();
  // Holds this thread open: nothing else does while it waits.
  setTimeout(() => resolve('no stack: the thread is inside native code'), 2_000);
  session.connectToMainThread();
  session.on('Debugger.paused', ({ params }) => {
    const frames = params.callFrames.map(
      ({ functionName, url, location }) =>
        `    at ${functionName || '<anonymous>'} (${url}:${location.lineNumber + 1}:${(location.columnNumber ?? 0) + 1})`,
    );
    resolve(frames.slice(0, 50).join('\n'));
  });
  // Not awaited: a thread that never answers may not keep the report back.
  for (const method of ['Debugger.enable', 'Debugger.pause'] as const) {
    session.post(method).catch((error: unknown) => resolve(`no stack: ${String(error)}`));
  }
  return promise;
}
