import { setPriority } from 'node:os';
import type { ProgressEvent } from '@maximus/advisories';
import { isAppError } from '@maximus/kernel';
import { performTask, toTaskError } from './perform.ts';
import type { IndexTask, TaskDone, TaskError } from './types.ts';

// The program of the process that run-task.ts starts: one task, then the end.

/** What the process says. */
export type TaskMessage =
  | { readonly type: 'progress'; readonly event: ProgressEvent }
  | { readonly type: 'done'; readonly done: TaskDone }
  | { readonly type: 'failed'; readonly error: TaskError };

const progressMs = 250;
const belowServing = 10;

const say = (message: TaskMessage) =>
  new Promise<void>((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });

/** Whoever asked has died: what is half done is left to the next one, which takes the lock over. */
const orphaned = () => process.kill(process.pid, 'SIGKILL');

async function work(task: IndexTask): Promise<void> {
  let saidMs = 0;
  let phase = '';
  const onProgress = (event: ProgressEvent) => {
    const nowMs = performance.now();
    if (event.type === phase && nowMs - saidMs < progressMs) return;
    phase = event.type;
    saidMs = nowMs;
    void say({ type: 'progress', event });
  };
  await say(await outcomeOf(task, onProgress));
  process.off('disconnect', orphaned);
  process.disconnect?.();
}

async function outcomeOf(task: IndexTask, onProgress: (event: ProgressEvent) => void): Promise<TaskMessage> {
  try {
    const result = await performTask(task, onProgress);
    return result.ok ? { type: 'done', done: result.value } : { type: 'failed', error: toTaskError(result.error) };
  } catch (error) {
    return { type: 'failed', error: thrown(error) };
  }
}

function thrown(error: unknown): TaskError {
  if (isAppError(error)) return toTaskError(error);
  return { code: 'oraculo.feed_broke', message: String((error as Error).stack ?? error), retryable: true };
}

setPriority(belowServing);
process.once('disconnect', orphaned);
process.once('message', (task) => void work(task as IndexTask));
