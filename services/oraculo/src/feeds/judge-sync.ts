import type { Result } from '@maximus/kernel';
import type { SourceResult, TaskDone, TaskError } from './task/types.ts';

/** What a sync means for its feed. */
export interface SyncVerdict {
  readonly state: 'ok' | 'degraded' | 'failed';
  readonly error?: { readonly code: string; readonly message: string };
  readonly done?: TaskDone;
}

const mostNamed = 5;

/**
 * `failed` when no source of the feed could be read, `degraded` when some could not or what one brought was not to be
 * believed: its old data stay in use then (oraculo.md §1).
 */
export function judgeSync(outcome: Result<TaskDone, TaskError>): SyncVerdict {
  if (!outcome.ok) {
    const { code, message } = outcome.error;
    return { state: code === 'advisories.feed_degraded' ? 'degraded' : 'failed', error: { code, message } };
  }
  const done = outcome.value;
  const bad = done.sources.filter(({ state }) => state === 'failed' || state === 'degraded');
  if (bad.length === 0) return { state: 'ok', done };
  const isFailed = bad.length === done.sources.length && bad.every(({ state }) => state === 'failed');
  return { state: isFailed ? 'failed' : 'degraded', error: errorOf(bad), done };
}

function errorOf(bad: readonly SourceResult[]): { code: string; message: string } {
  const [first] = bad;
  const named = bad.slice(0, mostNamed).map(({ id, error }) => `${id}: ${error?.message ?? 'unknown'}`);
  const more = bad.length > mostNamed ? [`and ${bad.length - mostNamed} more`] : [];
  const message = [...named, ...more].join('; ').slice(0, 2_000);
  return { code: first?.error?.code ?? 'oraculo.feed_broke', message };
}
