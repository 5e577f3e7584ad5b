import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { BuildWork } from './build-worker.ts';

interface Waiting {
  readonly resolve: (reply: never) => void;
  readonly reject: (reason: Error) => void;
}

/** The thread's file: beside this one, or where the bundle of the command line keeps it. */
function workerFile(): URL | undefined {
  const places = ['./build-worker.ts', './build-worker.cjs', '../build-worker.cjs'];
  return places.map((place) => new URL(place, import.meta.url)).find((url) => existsSync(url));
}

/**
 * A second thread that takes parts of a large build, in the order in which they are handed over. It starts with its first
 * part. Without its file, and once it failed, it is not `usable`, and its caller does the work; a caller whose part fails
 * does that part again itself.
 */
export class BuildThread {
  private readonly waiting: Waiting[] = [];
  private worker: Worker | undefined;
  private fault: Error | undefined;
  private readonly file = workerFile();

  get usable(): boolean {
    return this.file !== undefined && this.fault === undefined;
  }

  /** Whether it was started and can take more: a small build never starts it. */
  get isRunning(): boolean {
    return this.worker !== undefined && this.usable;
  }

  /** Parts that were handed over and are not done. */
  get inFlight(): number {
    return this.waiting.length;
  }

  /** Starts the thread ahead of its first part, for loading takes a while. */
  start(): void {
    if (this.usable) this.running();
  }

  /** Rejects with what the thread failed with. What is in `transfer` is gone here. */
  run<K extends keyof BuildWork>(
    kind: K,
    task: BuildWork[K]['task'],
    transfer: readonly Uint8Array[],
  ): Promise<BuildWork[K]['reply']> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.running().postMessage(
        { kind, task },
        transfer.map((bytes) => bytes.buffer as ArrayBuffer),
      );
    });
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
    this.worker = undefined;
  }

  private running(): Worker {
    if (this.worker !== undefined) return this.worker;
    const worker = new Worker(this.file as URL);
    worker.on('message', (reply) => this.waiting.shift()?.resolve(reply as never));
    worker.on('error', (error) => {
      this.fault = error instanceof Error ? error : new Error(String(error));
      for (const { reject } of this.waiting.splice(0)) reject(this.fault);
    });
    this.worker = worker;
    return worker;
  }
}
