import pg from 'pg';
import { clientConfig, type SessionLimits } from './client-config.ts';
import type { ConnectionSettings, StorageLog } from './types.ts';

/** How a pool is made. */
export interface PoolOptions {
  readonly connection: ConnectionSettings;
  readonly applicationName: string;
  readonly logger: StorageLog;
  readonly size: number;
  readonly limits?: SessionLimits;
}

/** Longest wait for a connection of the pool, or for a new one to be made. */
const acquireTimeoutMs = 15_000;

/** A pool whose lost connections are replaced at the next use, and never end the process. */
export function createPool({ connection, applicationName, logger, size, limits }: PoolOptions): pg.Pool {
  const config = clientConfig(connection, applicationName, limits);
  // Each with its own shorter time to connect: the pool's time below is for waiting for one that others hold.
  const Client = class extends pg.Client {
    constructor() {
      super(config);
    }
  };
  const pool = new pg.Pool({
    ...config,
    Client,
    max: size,
    connectionTimeoutMillis: acquireTimeoutMs,
    idleTimeoutMillis: 30_000,
  });
  pool.on('error', (error) => {
    // A pool that is closed lets its connections go before they are gone; how they end no longer matters to anybody.
    if (pool.ending) logger.debug({ err: error }, 'a database connection ended while the pool was closed');
    else logger.warn({ err: error }, 'an idle database connection was lost');
  });
  // One that is lost between two statements of a transaction: the next statement tells the caller.
  pool.on('connect', (client) => {
    client.on('error', (error) => logger.debug({ err: error }, 'a database connection was lost'));
  });
  return pool;
}
