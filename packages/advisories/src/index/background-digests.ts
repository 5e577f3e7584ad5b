import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { canonicalDigest } from '../osv/canonical.ts';
import type { DigestTask } from './digest-worker.ts';

/** What waits for its digest. */
export interface Undigested {
  digest: string;
}

interface Task {
  readonly targets: readonly Undigested[];
  readonly bytes: number;
}

const startBytes = 8 << 20;
const taskBytes = 1 << 20;
const mostPendingBytes = 32 << 20;

/** The thread's file: beside this one, or where the bundle of the command line keeps it. */
function workerFile(): URL | undefined {
  const places = ['./digest-worker.ts', './digest-worker.cjs', '../digest-worker.cjs'];
  return places.map((place) => new URL(place, import.meta.url)).find((url) => existsSync(url));
}

/**
 * Canonical digests made on a thread of their own, because they are a tenth of a large build. A small one never starts the
 * thread. `settle` is to be awaited before the digests are read; `now` makes one that cannot wait.
 */
export class BackgroundDigests {
  private readonly waiting = new Map<Undigested, Uint8Array>();
  private readonly tasks: Task[] = [];
  private targets: Undigested[] = [];
  private targetBytes = 0;
  private pendingBytes = 0;
  private seenBytes = 0;
  private worker: Worker | undefined;
  private fault: Error | undefined;
  private wake: (() => void) | undefined;
  private readonly file = workerFile();

  /** Whether enough has come for the thread to pay; else the caller makes the digest. */
  takes(raw: Uint8Array): boolean {
    this.seenBytes += raw.length;
    return this.seenBytes > startBytes && this.file !== undefined && this.fault === undefined;
  }

  /** `raw` is the JSON text, which must not change before the digest is there. */
  add(target: Undigested, raw: Uint8Array): void {
    this.waiting.set(target, raw);
    this.targets.push(target);
    this.targetBytes += raw.length;
    if (this.targetBytes >= taskBytes) this.send();
  }

  /** The digest of one that may still wait. */
  now(target: Undigested): string {
    const raw = this.waiting.get(target);
    if (raw !== undefined && target.digest === '') target.digest = digestOf(raw);
    return target.digest;
  }

  /** Whether so much waits that a reader should `settle` before it goes on. */
  get isFull(): boolean {
    return this.pendingBytes > mostPendingBytes;
  }

  /** Waits until every digest is there. A thread that failed is replaced by work on this one. */
  async settle(): Promise<void> {
    this.send();
    while (this.tasks.length > 0 && this.fault === undefined) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    for (const [target, raw] of this.waiting) target.digest = digestOf(raw);
    this.waiting.clear();
    this.tasks.length = 0;
    this.pendingBytes = 0;
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
    this.worker = undefined;
  }

  private send(): void {
    if (this.targets.length === 0) return;
    const { targets, targetBytes } = this;
    this.targets = [];
    this.targetBytes = 0;
    const bytes = new Uint8Array(targetBytes);
    const lengths = new Uint32Array(targets.length);
    let start = 0;
    targets.forEach((target, at) => {
      const raw = this.waiting.get(target) as Uint8Array;
      bytes.set(raw, start);
      lengths[at] = raw.length;
      start += raw.length;
    });
    this.pendingBytes += targetBytes;
    this.tasks.push({ targets, bytes: targetBytes });
    const task: DigestTask = { bytes, lengths };
    this.running().postMessage(task, [bytes.buffer]);
  }

  private running(): Worker {
    if (this.worker !== undefined) return this.worker;
    const worker = new Worker(this.file as URL);
    worker.on('message', (digests: readonly string[]) => this.take(digests));
    worker.on('error', (error: Error) => {
      this.fault = error;
      this.wake?.();
    });
    this.worker = worker;
    return worker;
  }

  private take(digests: readonly string[]): void {
    const task = this.tasks.shift();
    if (task === undefined) return;
    task.targets.forEach((target, at) => {
      target.digest = digests[at] as string;
      this.waiting.delete(target);
    });
    this.pendingBytes -= task.bytes;
    this.wake?.();
  }
}

function digestOf(raw: Uint8Array): string {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.length).toString('utf8');
  return canonicalDigest(JSON.parse(text)) ?? '';
}
