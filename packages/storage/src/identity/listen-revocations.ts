import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type ConnectionSettings, clientConfig } from '../database/index.ts';
import { revocationRows } from './revocations.ts';

/** A connection that waits for notifications. */
export interface RevocationListener {
  /** Whether it waits right now; while it does not, polling is what is left. */
  listening(): boolean;
  close(): Promise<void>;
}

const longestPauseMs = 30_000;

/**
 * Calls `wake` whenever a transaction with revocations has been committed anywhere, and after each (re)connection, since
 * something may have been missed. Keeps connecting for ever, with pauses up to 30 s; a lost connection is no error here.
 */
export function listenForRevocations(
  connection: ConnectionSettings,
  wake: () => void,
  log: { debug(fields: object, message: string): void },
): RevocationListener {
  const stop = new AbortController();
  let current: pg.Client | undefined;
  let lose: (() => void) | undefined;
  let listening = false;

  const run = async (): Promise<void> => {
    for (let failures = 0; !stop.signal.aborted; failures += 1) {
      const client = new pg.Client(clientConfig(connection, 'maximus-listen'));
      const { promise: lost, resolve } = Promise.withResolvers<undefined>();
      lose = () => resolve(undefined);
      client.on('error', lose);
      client.on('end', lose);
      client.on('notification', () => wake());
      current = client;
      try {
        const ready = client.connect().then(() => client.query(`listen ${revocationRows.channel}`));
        // One that is ended while it connects never says so itself.
        if ((await Promise.race([ready, lost])) !== undefined) {
          failures = 0;
          listening = true;
          wake();
          await lost;
        }
      } catch (error) {
        log.debug({ err: error }, 'no connection to wait for revocations; polling goes on');
      }
      listening = false;
      endQuietly(client);
      const pauseMs = Math.min(longestPauseMs, 250 * 2 ** Math.min(failures, 10));
      // Aborted only by close.
      await sleep(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };
  const running = run();

  return {
    listening: () => listening,
    close: async () => {
      stop.abort();
      lose?.();
      if (current !== undefined) endQuietly(current);
      await running;
    },
  };
}

/** Ends a connection without waiting for the other side, which may be gone. */
function endQuietly(client: pg.Client): void {
  client.end().catch(() => undefined);
}
