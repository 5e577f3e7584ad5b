/** The thread of build-thread.ts: answers each task in turn. It imports little, because it is loaded at every large build. */
import { parentPort } from 'node:worker_threads';
import { type PackedBatch, packPrepared, type RecordTexts } from './prepared-batch.ts';

/** What the thread can do. */
export type BuildTask = { readonly kind: 'records' } & RecordTexts;

/** Its answer to a task. */
export type BuildReply = { readonly kind: 'records' } & PackedBatch;

parentPort?.on('message', (task: BuildTask) => {
  const batch = packPrepared(task);
  parentPort?.postMessage({ kind: 'records', ...batch } satisfies BuildReply, [batch.bytes.buffer as ArrayBuffer]);
});
