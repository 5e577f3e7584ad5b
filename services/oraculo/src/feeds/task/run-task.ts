import { type ChildProcess, fork } from 'node:child_process';
import type { ProgressEvent } from '@maximus/advisories';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import type { TaskMessage } from './index-process.ts';
import type { IndexTask, TaskDone, TaskError } from './types.ts';

/** How a task is followed. */
export interface TaskOptions {
  /** Ends the process; what it was at is left to the next one. */
  readonly signal: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
  readonly onStarted?: (process: ChildProcess) => void;
}

const keptOutput = 4_000;

/**
 * Does a task in a process of its own. A process that dies is `oraculo.feed_broke`, which may be tried again; throws the
 * reason of the signal when that is aborted.
 */
export async function runTask(task: IndexTask, options: TaskOptions): Promise<Result<TaskDone, TaskError>> {
  const { signal, onProgress, onStarted } = options;
  signal.throwIfAborted();
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const child = fork(new URL(`./index-process.${extension}`, import.meta.url), [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  try {
    onStarted?.(child);
    const outcome = await followed(child, task, onProgress);
    signal.throwIfAborted();
    return outcome;
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

function followed(
  child: ChildProcess,
  task: IndexTask,
  onProgress: TaskOptions['onProgress'],
): Promise<Result<TaskDone, TaskError>> {
  let said: Result<TaskDone, TaskError> | undefined;
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-keptOutput);
  });
  child.on('message', (message: TaskMessage) => {
    if (message.type === 'progress') onProgress?.(message.event);
    else said = message.type === 'done' ? ok(message.done) : fail(message.error);
  });
  const { promise, resolve } = Promise.withResolvers<Result<TaskDone, TaskError>>();
  const broke = (why: string, cause?: unknown) => {
    const { code, message, retryable } = errors.feed_broke(`${why} ${output}`.trim(), {}, cause);
    resolve(fail({ code, message, retryable }));
  };
  child.once('error', (error) => broke('the process for the index cannot be started:', error));
  child.once('close', (code, signal) => {
    if (said === undefined) broke(`the process for the index ended with ${signal ?? code}`);
    else resolve(said);
  });
  child.send(task, (error) => {
    if (error !== null) broke('the process for the index took no task:', error);
  });
  return promise;
}
