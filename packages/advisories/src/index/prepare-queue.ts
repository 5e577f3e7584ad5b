import type { SourceItem } from '../sources/item.ts';
import type { BuildThread } from './build-thread.ts';
import { joinTexts, unpackPrepared } from './prepared-batch.ts';
import { type PreparedRecord, prepareText, type Refused } from './prepared-record.ts';

/** Receives each item in the order of its source; `prepared` comes with records. */
export type OnPrepared = (item: SourceItem, prepared?: PreparedRecord | Refused) => void;

interface Batch {
  readonly items: readonly SourceItem[];
  readonly bytes: number;
  prepared: readonly (PreparedRecord | Refused)[] | undefined;
}

/** A smaller build never starts the thread. */
const startBytes = 4 << 20;
const batchBytes = 512 << 10;
const batchItems = 4096;
/** So much lies ready for the thread that it does not wait; the rest of the work is done here meanwhile. */
const mostInFlight = 3;
const mostPendingBytes = 24 << 20;

/**
 * Prepares records on two threads: batches go to the other one while it has few, and are prepared here while it is busy.
 * What is ready is handed on in the order in which it came, so that a build is the same whoever did the work.
 */
export class PrepareQueue {
  private readonly thread: BuildThread;
  private readonly take: OnPrepared;
  private readonly batches: Batch[] = [];
  private items: SourceItem[] = [];
  private bytes = 0;
  private pendingBytes = 0;
  private seenBytes = 0;
  private wake: (() => void) | undefined;

  constructor(thread: BuildThread, take: OnPrepared) {
    this.thread = thread;
    this.take = take;
  }

  /** The bytes of the item must not change afterwards. */
  add(item: SourceItem): void {
    this.items.push(item);
    if (item.kind !== 'fault') this.bytes += item.text.length;
    if (this.bytes >= batchBytes || this.items.length >= batchItems) this.cut();
  }

  /** Is told how much was read, tables that are no records among it, so that the thread is loaded when it is needed. */
  foresee(readBytes: number): void {
    if (readBytes > startBytes) this.thread.start();
  }

  /** Waits where so much is pending that a reader should not go on. */
  async relieve(): Promise<void> {
    if (this.pendingBytes > mostPendingBytes) await this.until(mostPendingBytes >> 1);
  }

  /** Waits until everything that was added is handed on; throws what handing on threw. */
  async settle(): Promise<void> {
    this.cut();
    await this.until(0);
  }

  private async until(batchesBytes: number): Promise<void> {
    // What came while nobody waited woke nobody, and nothing may come any more.
    this.handOn();
    while (this.batches.length > 0 && (batchesBytes === 0 || this.pendingBytes > batchesBytes)) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.handOn();
    }
  }

  private cut(): void {
    const { items, bytes } = this;
    if (items.length === 0) return;
    this.items = [];
    this.bytes = 0;
    this.pendingBytes += bytes;
    this.seenBytes += bytes;
    const batch: Batch = { items, bytes, prepared: undefined };
    this.batches.push(batch);
    if (this.seenBytes > startBytes && this.thread.usable && this.thread.inFlight < mostInFlight) this.send(batch);
    else batch.prepared = prepareHere(items);
    this.handOn();
  }

  private send(batch: Batch): void {
    const texts = textsOf(batch.items);
    const task = joinTexts(
      texts,
      texts.reduce((sum, text) => sum + text.length, 0),
    );
    const done = (prepared: Batch['prepared']) => {
      batch.prepared = prepared;
      this.wake?.();
    };
    this.thread.run('records', task, [task.bytes]).then(
      (reply) => done(unpackPrepared(reply)),
      () => done(prepareHere(batch.items)),
    );
  }

  private handOn(): void {
    for (let batch = this.batches[0]; batch?.prepared !== undefined; batch = this.batches[0]) {
      this.batches.shift();
      this.pendingBytes -= batch.bytes;
      let at = 0;
      for (const item of batch.items) {
        if (item.kind === 'record') this.take(item, batch.prepared[at++]);
        else this.take(item);
      }
    }
  }
}

function textsOf(items: readonly SourceItem[]): Buffer[] {
  const texts: Buffer[] = [];
  for (const item of items) if (item.kind === 'record') texts.push(item.text);
  return texts;
}

function prepareHere(items: readonly SourceItem[]): (PreparedRecord | Refused)[] {
  return textsOf(items).map((text) => prepareText(text));
}
