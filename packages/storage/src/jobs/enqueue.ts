import { correlation } from '@maximus/observability';
import { sql } from 'kysely';
import type { Database } from '../database/index.ts';
import type { EnqueueOptions } from './types.ts';

/** What is stored of a job: its payload, and the business chain it belongs to. */
export interface JobEnvelope {
  readonly data?: unknown;
  readonly correlation_id?: string | undefined;
}

const defaultAttempts = 5;

/**
 * Puts a job into the queue. With a key, a waiting job of that key takes the new payload over and runs at the earlier of
 * both times with the more urgent of both priorities: a periodic run never puts off one that somebody waits for.
 */
export async function enqueue(
  database: Pick<Database, 'kysely'>,
  name: string,
  payload: object,
  options: EnqueueOptions = {},
): Promise<void> {
  const { kysely } = options.tx ?? database;
  const envelope: JobEnvelope = { data: payload, correlation_id: correlation.current()?.correlationId };
  const { queue = null, key = null, priority = 0, maxAttempts = defaultAttempts } = options;
  const runAt = options.runAt ?? null;
  await sql`
    select maximus_jobs.add_job(
      identifier => ${name}::text,
      payload => ${JSON.stringify(envelope)}::json,
      queue_name => ${queue}::text,
      run_at => least(coalesce(${runAt}::timestamptz, now()), waiting.run_at),
      max_attempts => ${maxAttempts}::int,
      job_key => ${key}::text,
      priority => least(${priority}::int, waiting.priority::int)
    )
    from (select) as one
    left join maximus_jobs.jobs as waiting
      on waiting.key = ${key}::text and waiting.locked_at is null and waiting.attempts < waiting.max_attempts
  `.execute(kysely);
}
