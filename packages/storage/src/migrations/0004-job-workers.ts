import type { Migration } from './types.ts';

/** Which workers of background jobs live, so that the jobs of dead ones are taken back. */
export const jobWorkers: Migration = {
  id: '0004-job-workers',
  up(sql) {
    return sql`
      create table job_worker (
        worker_id text primary key,
        process_id uuid not null,
        seen_at timestamptz not null default now()
      );
      create index job_worker_by_process on job_worker (process_id);

      create table health_probe (
        id integer primary key check (id = 1),
        written_at timestamptz not null
      );
      insert into health_probe values (1, now());
    `;
  },
};
