import { Worker } from 'node:worker_threads';
import type { StallWorkerData } from './stall-worker.ts';

/** What is known of a main thread that does not turn. */
export interface StallReport {
  readonly silentMs: number;
  /** Stack of the main thread, or why there is none. */
  readonly stack: string;
}

/** How the watch works. */
export interface StallOptions {
  /**
   * URL of a module that exports `onStall(report: StallReport)`. It runs in the watching thread, since the main thread no
   * longer runs anything; it writes the report and ends the process.
   */
  readonly exitModule: URL;
  /** Silence that counts as a stall. */
  readonly limitMs?: number;
}

/**
 * Watches the event loop from a thread of its own: no turn within 30 s means that the process hangs (platform.md §10).
 * The thread costs about 5 MB; stop it before the process ends.
 */
export function startStallWatch({ exitModule, limitMs = 30_000 }: StallOptions): { stop(): Promise<void> } {
  const everyMs = Math.max(50, Math.floor(limitMs / 6));
  const beats = new SharedArrayBuffer(4);
  const counter = new Int32Array(beats);
  const data: StallWorkerData = { beats, everyMs, limit: Math.ceil(limitMs / everyMs), exitModule: exitModule.href };
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./stall-worker.${extension}`, import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
  worker.unref();
  const timer = setInterval(() => Atomics.add(counter, 0, 1), Math.max(10, Math.floor(everyMs / 4)));
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await worker.terminate();
    },
  };
}
