import type { Clock } from '@maximus/kernel';

/** A job in hand. */
export interface WatchedJob {
  /** Tells that it got on. */
  progress(): void;
  end(): void;
}

/** A job without progress. */
export interface StuckJob {
  readonly name: string;
  readonly silentMs: number;
}

/** Flags jobs that make no progress past their limit (platform.md §10). */
export interface StuckJobs {
  begin(name: string, limitMs: number): WatchedJob;
  /** All that are stuck now. */
  stuck(): readonly StuckJob[];
}

/** A new list of jobs; `onStuck` is told of each job once until it gets on again. */
export function createStuckJobs(clock: Clock, onStuck: (job: StuckJob) => void = () => undefined): StuckJobs {
  const jobs = new Set<{ name: string; limitMs: number; movedAtMs: number; told: boolean }>();
  return {
    begin: (name, limitMs) => {
      const job = { name, limitMs, movedAtMs: clock.now(), told: false };
      jobs.add(job);
      return {
        progress: () => {
          job.movedAtMs = clock.now();
          job.told = false;
        },
        end: () => void jobs.delete(job),
      };
    },
    stuck: () => {
      const nowMs = clock.now();
      return [...jobs].flatMap((job) => {
        const silentMs = nowMs - job.movedAtMs;
        if (silentMs <= job.limitMs) return [];
        if (!job.told) onStuck({ name: job.name, silentMs });
        job.told = true;
        return [{ name: job.name, silentMs }];
      });
    },
  };
}
