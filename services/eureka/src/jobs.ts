import type { Jobs, Tx } from '@maximus/storage';

/** Names of the background jobs. */
export const jobNames = {
  project: 'eureka.project',
  deliver: 'eureka.deliver',
  refresh: 'eureka.refresh',
  refreshAll: 'eureka.refresh-all',
  recheck: 'eureka.recheck',
} as const;

/** Jobs of a project that somebody waits for: a run over it stands back for them. */
export const urgentJobs: readonly string[] = [jobNames.deliver, jobNames.recheck];

/** A run over one project: confirm, plan, prove. Ids are UUIDs. */
export interface ProjectJob {
  readonly project_id: string;
  readonly correlation_id: string;
  /** Also where `remedy.enabled` is off, because somebody asked. */
  readonly asked?: boolean;
  /** Only these rungs. */
  readonly rungs?: readonly string[];
  /** Only findings of this APV. */
  readonly apv_id?: string;
  /** Only look at the source again, and make nothing. */
  readonly look_only?: boolean;
  /** Only ask of the overrides whether they are still needed. */
  readonly overrides_only?: boolean;
}

/** One delivery of a released patch. */
export interface DeliverJob {
  readonly patch_id: string;
  readonly correlation_id: string;
  /** Of tries that failed at the forge. */
  readonly attempt: number;
}

/** One look at the default branch after a merge (arena.md §8). */
export interface RecheckJob {
  readonly patch_id: string;
  readonly correlation_id: string;
  readonly round: 'after-merge' | 'day-after';
  /** Of looks that could not check. */
  readonly attempt: number;
}

/** Asks for a run over a project; one that waits already is joined. One run per project at a time, the most urgent first. */
export async function enqueueProject(
  jobs: Jobs,
  job: ProjectJob,
  options: { readonly priority: number; readonly tx?: Tx; readonly runAt?: Date },
): Promise<void> {
  const { priority, tx, runAt } = options;
  const queue = queueOf(job.project_id);
  const key = job.asked === true ? `${queue}/asked` : `${queue}${narrowed(job)}`;
  await jobs.enqueue(jobNames.project, job, {
    key,
    queue,
    priority: (3 - priority) * 10,
    maxAttempts: 4,
    ...(tx && { tx }),
    ...(runAt && { runAt }),
  });
}

function narrowed({ look_only, overrides_only }: ProjectJob): string {
  if (look_only === true) return '/look';
  return overrides_only === true ? '/overrides' : '';
}

/** Asks for a look at a project's overrides, after everything else that waits for it. */
export async function enqueueOverrides(
  jobs: Jobs,
  job: Pick<ProjectJob, 'project_id' | 'correlation_id'>,
  tx?: Tx,
): Promise<void> {
  await enqueueProject(jobs, { ...job, overrides_only: true }, { priority: -1, ...(tx && { tx }) });
}

/** Everything that reads or changes one project runs one after the other. */
export function queueOf(projectUuid: string): string {
  return `eureka/${projectUuid}`;
}
