import { sql } from 'kysely';
import type { Database } from '../database/index.ts';
import { idempotencyHours } from '../idempotency/index.ts';

/** How many rows each store lost. */
export type PurgeReport = Readonly<Record<string, number>>;

const eventDays = 14;
const deadLetterDays = 90;
const failedJobDays = 14;
/** Few enough that no other statement waits long for what one deletion holds. */
const batchSize = 5_000;

interface Store {
  readonly name: string;
  readonly table: string;
  /** In SQL; an index answers it. */
  readonly where: string;
}

/** oraculo.md §6: outbox and inbox 14 days. platform.md §1.5: idempotency keys 24 h. */
const stores: readonly Store[] = [
  { name: 'outbox', table: 'outbox', where: `published_at < now() - interval '${eventDays} days'` },
  { name: 'inbox', table: 'inbox', where: `handled_at < now() - interval '${eventDays} days'` },
  {
    name: 'idempotency_keys',
    table: 'idempotency_key',
    where: `created_at < now() - interval '${idempotencyHours} hours'`,
  },
  {
    name: 'dead_letters',
    table: 'dead_letter',
    where: `state in ('replayed', 'discarded') and changed_at < now() - interval '${deadLetterDays} days'`,
  },
];

/**
 * Deletes what is past its time, in small steps with a statement each, until the signal is aborted; what is left goes the
 * next time. Waiting and parked dead letters and events that were not relayed stay, however old.
 */
export async function purge({ kysely }: Pick<Database, 'kysely'>, signal: AbortSignal): Promise<PurgeReport> {
  const report: Record<string, number> = {};
  for (const { name, table, where } of stores) {
    report[name] = 0;
    for (let deleted = batchSize; deleted === batchSize && !signal.aborted; ) {
      const rows = sql`select ctid from ${sql.id(table)} where ${sql.raw(where)} limit ${batchSize}`;
      const result = await sql`delete from ${sql.id(table)} where ctid = any(array(${rows}))`.execute(kysely);
      deleted = Number(result.numAffectedRows ?? 0n);
      report[name] += deleted;
    }
  }
  // Jobs that used up their attempts, so that somebody could look at them; and queues of projects that have none left.
  const failed = await sql`
    select from maximus_jobs.complete_jobs(array(
      select id from maximus_jobs.jobs
      where attempts >= max_attempts and locked_at is null and updated_at < now() - make_interval(days => ${failedJobDays})
      limit ${batchSize}))`.execute(kysely);
  report['failed_jobs'] = failed.rows.length;
  return report;
}
