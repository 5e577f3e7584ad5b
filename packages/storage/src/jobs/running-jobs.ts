import type { StuckJobs } from '@maximus/observability';
import type { JobHandler, JobSettings } from './types.ts';

/** A kind of job as it was registered. */
export interface RegisteredJob {
  readonly handler: JobHandler;
  readonly settings: JobSettings;
}

/** One job as the queue hands it out. */
export interface TakenJob {
  readonly id: string;
  readonly name: string;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly data: unknown;
}

const defaultStuckMs = 10 * 60_000;
/** Time in which the queue is told that a job has ended, also when PostgreSQL was away meanwhile. */
const settlingMs = 60_000;

/** The jobs that this process is at, and the way to end them early. */
export class RunningJobs {
  /** Jobs that ended by throwing because the process stops: they lose no attempt. */
  readonly interrupted: TakenJob[] = [];
  private readonly jobs = new Map<string, { readonly job: TakenJob; readonly abort: AbortController }>();
  private readonly endedAtMs = new Map<string, number>();
  private readonly stuck: StuckJobs;
  private stopping = false;

  constructor(stuck: StuckJobs) {
    this.stuck = stuck;
  }

  /** Runs one job to its end; throws what its handler throws. */
  async run(job: TakenJob, { handler, settings }: RegisteredJob): Promise<void> {
    const abort = new AbortController();
    if (this.stopping) abort.abort();
    const watched = this.stuck.begin(job.name, settings.stuckAfterMs ?? defaultStuckMs);
    this.jobs.set(job.id, { job, abort });
    try {
      const { id, attempt, maxAttempts } = job;
      await handler(job.data, { id, attempt, maxAttempts, signal: abort.signal, progress: watched.progress });
    } catch (error) {
      if (this.stopping) this.interrupted.push(job);
      throw error;
    } finally {
      this.jobs.delete(job.id);
      this.endedAtMs.set(job.id, performance.now());
      watched.end();
    }
  }

  /** Tells every job that the process stops. */
  stop(): void {
    this.stopping = true;
    this.abortAll();
  }

  /** Tells every job that it runs elsewhere by now. */
  abortAll(): void {
    for (const { abort } of this.jobs.values()) abort.abort();
  }

  /** Ids of the jobs at work, and of those that ended so lately that the queue may not know it yet. */
  held(): readonly string[] {
    const before = performance.now() - settlingMs;
    for (const [id, endedAtMs] of this.endedAtMs) if (endedAtMs < before) this.endedAtMs.delete(id);
    return [...this.jobs.keys(), ...this.endedAtMs.keys()];
  }

  /** Those at work right now. */
  now(): readonly TakenJob[] {
    return [...this.jobs.values()].map(({ job }) => job);
  }
}
