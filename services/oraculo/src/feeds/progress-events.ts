import type { ProgressEvent } from '@maximus/advisories';
import { feedProgress } from '@maximus/contracts';
import type { Parts } from '../parts.ts';

const everyMs = 1_000;

/** Tells those who watch how far a sync is, at most once a second. */
export class ProgressEvents {
  private readonly parts: Parts;
  private readonly feedId: string;
  private readonly correlationId: string;
  private toldMs = Number.NEGATIVE_INFINITY;
  private last = { phase: '', source: '', done: 0, atMs: 0 };
  private writing: Promise<void> = Promise.resolve();

  constructor(parts: Parts, feedId: string, correlationId: string) {
    this.parts = parts;
    this.feedId = feedId;
    this.correlationId = correlationId;
  }

  /** Takes one step of a task. */
  take(event: ProgressEvent): void {
    if (event.type === 'source' || event.type === 'notice') return;
    const nowMs = performance.now();
    if (nowMs - this.toldMs < everyMs) return;
    this.toldMs = nowMs;
    const phase = event.type;
    const source = event.type === 'write' ? '' : event.source;
    const done = event.type === 'write' ? 0 : event.type === 'read' ? event.records : event.bytes;
    const total = event.type === 'download' ? event.totalBytes : undefined;
    const { last } = this;
    const isSame = last.phase === phase && last.source === source && done > last.done;
    const rate = isSame ? ((done - last.done) * 1_000) / (nowMs - last.atMs) : undefined;
    this.last = { phase, source, done, atMs: nowMs };
    const shown = { phase, done, ...(total !== undefined && { total }), ...(rate !== undefined && { rate }) };
    this.writing = this.writing.then(() => this.write(shown));
  }

  /** Waits until everything is told, so that nothing of it comes after the end of the sync. */
  settled(): Promise<void> {
    return this.writing;
  }

  private async write(shown: object): Promise<void> {
    const { parts, feedId, correlationId } = this;
    try {
      await parts.database.transaction(async (tx) => {
        tx.emit({ event: feedProgress, key: feedId, correlationId, data: { feed_id: feedId, ...shown } });
      });
    } catch (error) {
      // Progress is worth nothing later, and the sync goes on without it.
      parts.log.debug({ err: error, feed: feedId }, 'the progress of a sync was not told');
    }
  }
}
