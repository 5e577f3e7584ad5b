import type { Clock, HealthCheck } from '@maximus/kernel';
import type { MetricsRegistry, StuckJobs } from '@maximus/observability';
import {
  type ConnectionSettings,
  type OpenDatabase,
  openDatabase,
  type SessionLimits,
  type StorageLog,
} from './database/index.ts';
import { createDeadLetters, type DeadLetters } from './dead-letters/index.ts';
import { type EmbeddedServer, startEmbedded } from './embedded/index.ts';
import { storageChecks } from './health/index.ts';
import { createIdempotencyKeys, type IdempotencyKeys } from './idempotency/index.ts';
import { createInbox, type Inbox } from './inbox/index.ts';
import { createJobs, createSingleton, type Jobs, type OpenSingleton, prepareJobs } from './jobs/index.ts';
import { watchLocks } from './locks/index.ts';
import { migrations, runMigrations } from './migrations/index.ts';
import { createOutbox, type OpenOutbox } from './outbox/index.ts';
import { registerRetention } from './retention/index.ts';
import { openWorkingRole } from './roles/index.ts';

/** What the storage of a process stands on. */
export interface StorageOptions {
  /** The PostgreSQL to use, as the owner of the schema; absent: the embedded one in `dataDir`. */
  readonly connection?: ConnectionSettings | undefined;
  /** The role that everything but the steps of the schema works as; absent: made from the owner (decision 13). */
  readonly workingRole?: { readonly user?: string | undefined; readonly password?: string | undefined };
  readonly dataDir: string;
  readonly clock: Clock;
  readonly logger: StorageLog;
  readonly metrics?: MetricsRegistry | undefined;
  readonly stuck?: StuckJobs | undefined;
  /** Shown by PostgreSQL beside every session. */
  readonly applicationName?: string;
  readonly poolSize?: number;
  readonly limits?: SessionLimits;
  readonly prepares?: boolean;
  readonly jobConcurrency?: number;
}

/** Everything a process keeps things with. */
export interface Storage {
  readonly database: OpenDatabase;
  readonly outbox: OpenOutbox;
  readonly inbox: Inbox;
  readonly deadLetters: DeadLetters;
  readonly idempotencyKeys: IdempotencyKeys;
  /** Register handlers, then `start` it once all parts have done so; `stop` here stops it too. */
  readonly jobs: Jobs;
  readonly singleton: OpenSingleton;
  readonly checks: readonly HealthCheck[];
  /** Present when PostgreSQL is the embedded one. */
  readonly embedded?: EmbeddedServer | undefined;
  /** Jobs first, PostgreSQL last; what does not end by the deadline is cut off, and nothing committed is lost by that. */
  stop(deadline: AbortSignal): Promise<void>;
}

/** Starts or reaches PostgreSQL, brings the schema up to date and opens all stores. Fails with `storage.*`. */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { dataDir, logger } = options;
  if (options.connection !== undefined) return await openStores(options, options.connection, undefined);
  const embedded = await startEmbedded({ dataDir, logger });
  try {
    return await openStores(options, embedded.connection, embedded);
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

async function openStores(
  options: StorageOptions,
  owner: ConnectionSettings,
  embedded: EmbeddedServer | undefined,
): Promise<Storage> {
  const { clock, logger, metrics, stuck } = options;
  await runMigrations(owner, migrations, logger);
  await prepareJobs(owner, logger);
  const { connection, problem } = await openWorkingRole(owner, { ...options.workingRole, logger });
  const database = openDatabase({ ...options, connection });
  const jobs = await createJobs({
    database,
    logger,
    metrics,
    stuck,
    ...(options.jobConcurrency !== undefined && { concurrency: options.jobConcurrency }),
  });
  registerRetention(jobs, database, logger);
  const outbox = createOutbox({ database, logger });
  const singleton = createSingleton({ connection, logger });
  const locks = watchLocks({ database, logger, metrics });
  return {
    database,
    outbox,
    inbox: createInbox(),
    deadLetters: createDeadLetters(database),
    idempotencyKeys: createIdempotencyKeys(database),
    jobs,
    singleton,
    checks: storageChecks(database, clock, problem),
    embedded,
    stop: async (deadline) => {
      await jobs.stop(deadline);
      await locks.stop();
      await endedBy(deadline, Promise.all([singleton.close(), outbox.close()]));
      await endedBy(deadline, database.close());
      await embedded?.stop(deadline);
    },
  };
}

/** Waits for work, but not past the deadline: PostgreSQL ends what is left with its sessions. */
async function endedBy(deadline: AbortSignal, work: Promise<unknown>): Promise<void> {
  if (deadline.aborted) {
    work.catch(() => undefined);
    return;
  }
  const { promise: late, resolve } = Promise.withResolvers<void>();
  deadline.addEventListener('abort', () => resolve(), { once: true });
  await Promise.race([work, late]);
}
