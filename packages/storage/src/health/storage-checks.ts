import type { CheckResult, Clock, HealthCheck } from '@maximus/kernel';
import { isAppError } from '@maximus/kernel';
import { sql } from 'kysely';
import { type OpenDatabase, sqlStateOf } from '../database/index.ts';

/** platform.md §5: the clock is degraded when it is further off the database than this. */
const mostSkewMs = 2_000;

/** A queue for connections that is gone sooner than this is the pool at work, and nothing that a person should be told. */
const longQueueMs = 250;

/**
 * The entries of `/health` that storage answers for: `database` and `clock`. `note` is told beside the state of a healthy
 * database: what a person should know of it that is no fault of this moment.
 */
export function storageChecks(database: OpenDatabase, clock: Clock, note?: string): readonly HealthCheck[] {
  return [
    { name: 'database', check: (signal) => ended(signal, writeProbe(database, note)) },
    { name: 'clock', check: (signal) => ended(signal, clockProbe(database, clock)) },
  ];
}

/**
 * Writes one row, so that a full disk and a replica show. Where that fails but reading works, the server still answers
 * questions and is degraded; what it cannot write it refuses, and nothing acknowledged is lost.
 */
async function writeProbe(database: OpenDatabase, note: string | undefined): Promise<CheckResult> {
  const beganMs = performance.now();
  try {
    await sql`update health_probe set written_at = now() where id = 1`.execute(database.kysely);
  } catch (error) {
    const state = sqlStateOf(error);
    if (state !== '53100' && state !== '25006') return unhealthy(error);
    const detail = isAppError(error) ? error.help : undefined;
    return { status: 'degraded', detail: `no writes: ${detail ?? String(error)}` };
  }
  const { size, total, idle, waiting } = database.pool();
  if (waiting > 0 && idle === 0 && performance.now() - beganMs > longQueueMs)
    return { status: 'degraded', detail: `${waiting} wait for one of ${size} connections` };
  const used = `${total - idle} of ${size} connections in use`;
  return { status: 'healthy', detail: note === undefined ? used : `${used}; ${note}` };
}

/** Half of the round trip is taken for the way there. */
async function clockProbe(database: OpenDatabase, clock: Clock): Promise<CheckResult> {
  try {
    const before = clock.now();
    const { rows } = await sql<{ ms: number }>`
      select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`.execute(database.kysely);
    const after = clock.now();
    const skewMs = Math.round((rows[0]?.ms ?? after) - (before + after) / 2);
    const detail = `${Math.abs(skewMs)} ms ${skewMs >= 0 ? 'behind' : 'ahead of'} the database`;
    const off = Math.abs(skewMs) - (after - before) / 2 > mostSkewMs;
    return { status: off ? 'degraded' : 'healthy', detail };
  } catch (error) {
    return { status: 'degraded', detail: isAppError(error) ? error.message : String(error) };
  }
}

function unhealthy(error: unknown): CheckResult {
  return { status: 'unhealthy', detail: isAppError(error) ? `${error.message} (${error.code})` : String(error) };
}

/** The answer, or unhealthy when the caller stops waiting first; the statement itself ends by its own time limit. */
async function ended(signal: AbortSignal, probe: Promise<CheckResult>): Promise<CheckResult> {
  const { promise: late, resolve } = Promise.withResolvers<CheckResult>();
  const giveUp = () => resolve({ status: 'unhealthy', detail: 'PostgreSQL did not answer in time' });
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([probe, late]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
