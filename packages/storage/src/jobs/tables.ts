import type { Generated } from 'kysely';

/** Rows of the background jobs beside those of graphile-worker, which keeps its own in the schema `maximus_jobs`. */
export interface JobTables {
  job_worker: {
    worker_id: string;
    process_id: string;
    seen_at: Generated<Date>;
  };
  health_probe: {
    id: number;
    written_at: Date;
  };
}
