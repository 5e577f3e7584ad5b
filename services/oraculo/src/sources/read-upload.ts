import { Worker } from 'node:worker_threads';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import type { TakenInventory } from '../imports/taken-inventory.ts';
import { readPosted } from './posted-inventory.ts';
import { takeSbom } from './take-upload.ts';
import type { UploadAnswer, UploadKind, UploadTask } from './upload-task.ts';

/** Below it an upload is read here at once: starting a thread takes longer. */
const apartFromBytes = 256 * 1024;
/** An upload that needs more is refused, and nothing but its thread ends. */
const maxThreadMiB = 3_072;

interface ReadOptions {
  readonly tool: string;
  readonly signal?: AbortSignal;
}

/** Reads an upload; a large one on a thread of its own, one after the other, so that the server goes on answering. */
export async function readUpload(
  kind: UploadKind,
  bytes: Uint8Array,
  options: ReadOptions,
): Promise<Result<TakenInventory>> {
  if (bytes.length < apartFromBytes) return kind === 'inventory' ? readPosted(bytes) : takeSbom(bytes, options);
  const answer = await inTurn({ kind, bytes, tool: options.tool, want: 'inventory' }, options.signal);
  return answer.ok ? ok(answer.value as TakenInventory) : answer;
}

/** Whether an upload can be read; its errors are those of `readUpload`. */
export async function checkUpload(kind: UploadKind, bytes: Uint8Array, options: ReadOptions): Promise<Result<unknown>> {
  if (bytes.length < apartFromBytes) return readUpload(kind, bytes, options);
  return inTurn({ kind, bytes, tool: options.tool, want: 'check' }, options.signal);
}

let last: Promise<unknown> = Promise.resolve();

/** Memory is the scarce thing: two of the largest uploads at once would be a machine's whole. */
function inTurn(task: UploadTask, signal: AbortSignal | undefined): Promise<Result<TakenInventory | undefined>> {
  const mine = last.then(() => onThread(task, signal));
  last = mine.catch(() => undefined);
  return mine;
}

async function onThread(
  task: UploadTask,
  signal: AbortSignal | undefined,
): Promise<Result<TakenInventory | undefined>> {
  signal?.throwIfAborted();
  const worker = new Worker(new URL('./upload-thread.ts', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: maxThreadMiB },
  });
  const stop = () => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return outcomeOf(
      await new Promise<UploadAnswer>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.once('exit', (code) =>
          reject(signal?.reason ?? new Error(`the thread of an upload ended with ${code}`)),
        );
      }),
    );
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
    return fail(errors.source_too_large(`reading it needs more than ${maxThreadMiB} MiB`, {}, error));
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}

const makers = {
  'oraculo.sbom_invalid': errors.sbom_invalid,
  'oraculo.inventory_invalid': errors.inventory_invalid,
  'oraculo.source_too_large': errors.source_too_large,
} as const;

function outcomeOf(answer: UploadAnswer): Result<TakenInventory | undefined> {
  if (answer.ok) return ok(answer.inventory);
  const make = Object.hasOwn(makers, answer.code) ? makers[answer.code as keyof typeof makers] : undefined;
  if (make === undefined) throw new Error(`an upload failed with ${answer.code}: ${answer.message}`);
  return fail(make(answer.message, answer.details));
}
