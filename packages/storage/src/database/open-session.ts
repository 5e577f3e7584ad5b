import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { errors } from '../errors.ts';
import { clientConfig } from './client-config.ts';
import { storageError } from './postgres-error.ts';
import type { ConnectionSettings, StorageLog } from './types.ts';

/** What a lasting connection is for. */
export interface SessionOptions {
  readonly connection: ConnectionSettings;
  readonly applicationName: string;
  readonly logger: StorageLog;
  /** Runs after each connect, before the session counts as connected: `LISTEN`, locks. */
  readonly onConnect?: (client: pg.Client) => Promise<void>;
  readonly onNotification?: () => void;
  readonly onLost?: () => void;
}

/** One connection outside the pool that comes back by itself: for what PostgreSQL ties to a session. */
export interface Session {
  /** The connected client; waits up to 5 s for it and then throws `storage.unreachable` with the last cause. */
  client(): Promise<pg.Client>;
  close(): Promise<void>;
}

const firstPauseMs = 100;
const longestPauseMs = 5_000;
const waitMs = 5_000;
/** A connection that a firewall forgot looks well until something is sent. */
const probeEveryMs = 15_000;
const probeMs = 5_000;

/** Connects in the background, and again after every loss with pauses of 0.1 to 5 s, until it is closed. */
export function openSession(options: SessionOptions): Session {
  const closing = new AbortController();
  const waiters = new Set<(client: pg.Client) => void>();
  let connected: pg.Client | undefined;
  let lastError: unknown;

  const connectOnce = async (): Promise<void> => {
    const client = new pg.Client({ ...clientConfig(options.connection, options.applicationName) });
    const { promise: lost, resolve } = Promise.withResolvers<void>();
    const lose = () => {
      // At once, so that nobody is given a connection that is known to be broken.
      if (connected === client) {
        connected = undefined;
        options.onLost?.();
      }
      resolve();
    };
    client.on('error', (error) => {
      lastError = error;
      lose();
    });
    client.on('end', lose);
    client.on('notification', () => options.onNotification?.());
    closing.signal.addEventListener('abort', lose, { once: true });
    const probe = setInterval(() => probeClient(client, lose), probeEveryMs);
    probe.unref();
    try {
      await client.connect();
      // PostgreSQL is to notice within 25 s that nobody is there any more, and then frees what the session held.
      await client.query('set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3');
      await options.onConnect?.(client);
      if (closing.signal.aborted) return;
      connected = client;
      for (const tell of waiters) tell(client);
      await lost;
    } finally {
      clearInterval(probe);
      closing.signal.removeEventListener('abort', lose);
      // Whatever ending a broken connection says, it is gone.
      await client.end().catch(() => undefined);
    }
  };

  const keepConnected = async (): Promise<void> => {
    let pauseMs = firstPauseMs;
    while (!closing.signal.aborted) {
      const beganMs = performance.now();
      try {
        await connectOnce();
      } catch (error) {
        lastError = error;
        options.logger.debug({ err: error, session: options.applicationName }, 'a database session does not connect');
      }
      if (performance.now() - beganMs > longestPauseMs) pauseMs = firstPauseMs;
      await sleep(pauseMs * (0.5 + Math.random() / 2), undefined, { signal: closing.signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  };
  const running = keepConnected();

  return {
    client: async () => {
      if (connected !== undefined) return connected;
      const { promise, resolve, reject } = Promise.withResolvers<pg.Client>();
      waiters.add(resolve);
      const timer = setTimeout(() => {
        const known = storageError(lastError);
        reject(known === lastError ? errors.unreachable('PostgreSQL is away', {}, lastError) : known);
      }, waitMs);
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
        waiters.delete(resolve);
      }
    },
    close: async () => {
      closing.abort();
      await running;
    },
  };
}

function probeClient(client: pg.Client, lose: () => void): void {
  const timer = setTimeout(lose, probeMs);
  client
    .query('select 1')
    .catch(lose)
    .finally(() => clearTimeout(timer));
}
