import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { type ConnectionSettings, openSession, type StorageLog } from '../database/index.ts';
import type { Singleton } from './types.ts';

/** What singletons stand on. */
export interface SingletonOptions {
  readonly connection: ConnectionSettings;
  readonly logger: StorageLog;
  /** How often a process that does not hold a name looks whether it is free; default 2 s. */
  readonly lookEveryMs?: number;
}

/** The singletons of one process: all of their locks are on one connection. */
export interface OpenSingleton extends Singleton {
  close(): Promise<void>;
}

/**
 * Singletons by advisory locks, which PostgreSQL frees when the connection of the holder ends. A holder that is cut off
 * notices within 20 s and PostgreSQL frees the lock after 25 s, so two holders never overlap by that.
 */
export function createSingleton(options: SingletonOptions): OpenSingleton {
  const { logger } = options;
  const lookEveryMs = options.lookEveryMs ?? 2_000;
  const closing = new AbortController();
  const lost = new Set<() => void>();
  const session = openSession({
    connection: options.connection,
    applicationName: 'maximus-singletons',
    logger,
    onLost: () => {
      for (const tell of lost) tell();
    },
  });
  const runs = new Set<Promise<void>>();

  const hold = async (
    client: Client,
    name: string,
    work: (signal: AbortSignal) => Promise<void>,
    stop: AbortSignal,
  ) => {
    const key = lockKey(name);
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1::bigint) as got', [key]);
    if (rows[0]?.got !== true) return;
    const losing = new AbortController();
    const lose = () => losing.abort();
    lost.add(lose);
    logger.info({ singleton: name }, 'this process took a singleton over');
    try {
      await work(AbortSignal.any([stop, losing.signal]));
    } catch (error) {
      if (!stop.aborted && !losing.signal.aborted) logger.error({ err: error, singleton: name }, 'a singleton failed');
    } finally {
      lost.delete(lose);
      // On a lost connection there is nothing left to give back.
      if (!losing.signal.aborted) await client.query('select pg_advisory_unlock($1::bigint)', [key]);
    }
  };

  const keep = async (name: string, work: (signal: AbortSignal) => Promise<void>, stop: AbortSignal): Promise<void> => {
    while (!stop.aborted) {
      try {
        await hold(await session.client(), name, work, stop);
      } catch (error) {
        logger.debug({ err: error, singleton: name }, 'a singleton could not be looked after');
      }
      await sleep(lookEveryMs, undefined, { signal: stop }).catch(() => undefined);
    }
  };

  return {
    run: (name, work) => {
      const stopping = new AbortController();
      const done = keep(name, work, AbortSignal.any([stopping.signal, closing.signal]));
      runs.add(done);
      return {
        stop: async () => {
          stopping.abort();
          await done;
          runs.delete(done);
        },
      };
    },
    close: async () => {
      closing.abort();
      await Promise.all(runs);
      await session.close();
    },
  };
}

function lockKey(name: string): string {
  return createHash('sha256').update(`maximus singleton ${name}`).digest().readBigInt64BE().toString();
}
