import type { Tx } from '../database/index.ts';

/** How one job is put into the queue. */
export interface EnqueueOptions {
  /** Jobs of one queue run one after the other, over all processes: name it after the project. */
  readonly queue?: string;
  /** A waiting job with the same key is replaced instead of a second one added, so that requests join. */
  readonly key?: string;
  readonly runAt?: Date;
  /** Lower runs earlier: on-demand work 0 (default), periodic work 100. */
  readonly priority?: number;
  /** Default 5. */
  readonly maxAttempts?: number;
  /** Enqueued with this transaction, or not at all. */
  readonly tx?: Tx;
}

/** What a running job is given. */
export interface JobContext {
  readonly id: string;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Aborted when the process stops; a job that then ends early, by throwing, runs again elsewhere. */
  readonly signal: AbortSignal;
  /** Says that the job is getting on, so that it is not reported as stuck. */
  progress(): void;
}

/** Runs one job. Throwing means another attempt later, until `maxAttempts`. */
export type JobHandler = (payload: unknown, context: JobContext) => Promise<void>;

/** How a kind of job is run. */
export interface JobSettings {
  /** Reported as stuck when it made no progress for so long; default 10 min. */
  readonly stuckAfterMs?: number;
  /** Five cron fields in UTC: also enqueued at these times, once per time over the cluster. */
  readonly cron?: string;
  /** Jobs of one lane share workers of their own, as many again: what takes minutes does not hold up what takes a moment. */
  readonly lane?: string;
}

/** Background work that survives the process. */
export interface Jobs {
  enqueue(name: string, payload: object, options?: EnqueueOptions): Promise<void>;
  /** Whether a job of one of these names waits in a queue now, for its turn alone. */
  isWaiting(queue: string, names: readonly string[]): Promise<boolean>;
  /** Before `start`. */
  register(name: string, handler: JobHandler, settings?: JobSettings): void;
  start(): Promise<void>;
  /** Ends running jobs at the deadline and gives their leases back. A later call joins the first. */
  stop(deadline: AbortSignal): Promise<void>;
}

/** Work that one process of the cluster does at a time. */
export interface Singleton {
  /**
   * Holds the name and runs `work` until the returned `stop` is called; when the holder dies another one takes over. The
   * signal is aborted when the hold is lost or stopped, and then `work` must end. Work that throws is started again.
   */
  run(name: string, work: (signal: AbortSignal) => Promise<void>): { stop(): Promise<void> };
}
