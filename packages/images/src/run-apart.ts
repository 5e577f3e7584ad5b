import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type AppError, fail, ok, type Result } from '@maximus/kernel';
import { readAnswer } from './answer-frame.ts';
import { errors } from './errors.ts';
import type { OptimisedImage, RenderTask } from './rendition.ts';

const program = fileURLToPath(new URL('./render-process.ts', import.meta.url));
/** A process that does not even load by then never will. */
const startMs = 60_000;
const maxAnswerBytes = 64 * 1024 ** 2;
/** Neither secrets nor settings of ours; and the library keeps to one thread, for others work here too. */
const env = { VIPS_CONCURRENCY: '1', VIPS_BLOCK_UNTRUSTED: '1', UV_THREADPOOL_SIZE: '2', MALLOC_ARENA_MAX: '2' };

/** What bounds the reading of one image. */
export interface ApartLimits {
  /** From when the decoder is loaded. */
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Has an image read by a process of its own, which is ended when it takes too long: a thread could neither be ended within
 * the decoder nor survive its crash. `images.broken`, `.too_many_pixels`, `.too_slow`, `.unavailable`.
 */
export async function runApart(
  input: Uint8Array,
  task: RenderTask,
  limits: ApartLimits,
): Promise<Result<OptimisedImage>> {
  if (limits.signal?.aborted === true) return fail(gone());
  const ended = await written(input, task, limits);
  if (ended.failure !== undefined) return fail(ended.failure);
  const answer = readAnswer(ended.bytes);
  if (answer === undefined) return fail(errors.broken('the decoder did not survive it'));
  if (answer.ok) return ok(answer.value);
  const { failure, message } = answer.error;
  if (failure === 'missing') return fail(errors.unavailable(`no decoder for this platform: ${message}`));
  return fail(errors[failure](failure === 'broken' ? `it cannot be read: ${message}` : message));
}

function gone(): AppError {
  return errors.busy('whoever asked has gone');
}

interface Ended {
  /** After the byte that says that it is ready. */
  readonly bytes: Buffer;
  readonly failure?: AppError | undefined;
}

function written(input: Uint8Array, task: RenderTask, { limitMs, signal }: ApartLimits): Promise<Ended> {
  return new Promise((resolve) => {
    const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
      process.execPath,
      ['--max-old-space-size=96', program, JSON.stringify(task)],
      { env, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true },
    );
    const chunks: Buffer[] = [];
    let bytes = 0;
    let failure: AppError | undefined;
    const end = (why: AppError) => {
      failure ??= why;
      child.kill('SIGKILL');
    };
    let timer = setTimeout(() => end(errors.unavailable('the decoder does not start')), startMs);
    const stop = () => end(gone());
    signal?.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      if (bytes === 0) {
        clearTimeout(timer);
        timer = setTimeout(() => end(errors.too_slow(`reading it takes more than ${limitMs} ms`)), limitMs);
      }
      bytes += chunk.length;
      if (bytes > maxAnswerBytes) end(errors.broken('it becomes larger than any image'));
      else chunks.push(chunk);
    });
    const settle = (why?: AppError) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      resolve({ bytes: Buffer.concat(chunks).subarray(1), failure: failure ?? why });
    };
    child.once('error', (cause) => settle(errors.unavailable('the decoder does not start', {}, cause)));
    child.once('close', () =>
      settle(bytes === 0 ? errors.unavailable('the decoder ended before it began') : undefined),
    );
    // A process that ends without reading its input closes the pipe; what it wrote says what happened.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
