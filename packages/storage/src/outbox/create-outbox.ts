import type { Topic } from '@maximus/contracts';
import { sql } from 'kysely';
import { type OpenDatabase, openSession, type StorageLog, storageError } from '../database/index.ts';
import type { Outbox, OutboxRow, PublishRows } from './types.ts';

/** What an outbox stands on. */
export interface OutboxOptions {
  readonly database: OpenDatabase;
  readonly logger: StorageLog;
}

/** The outbox of one process, with what only its owner calls. */
export interface OpenOutbox extends Outbox {
  /** Gives the relay to another process. */
  close(): Promise<void>;
}

const channel = 'maximus_outbox';
/** `maximus` in ASCII and a number; whoever holds it is the relay of the cluster. */
const relayLock = BigInt('0x6d6178696d757302').toString();
/** Of one drain, so that its rows fit into memory whatever their number. */
const mostBytes = 8 << 20;

/**
 * The outbox in PostgreSQL. One process of the cluster is the relay: it holds a lock on the connection through which it
 * reads and marks, so a relay that lost its connection can mark nothing more, and another one takes over.
 *
 * Order per key holds although sequence numbers are given before the commit: `writeEvents` holds a lock per key from
 * the number to the commit, so a smaller number of the same key is visible before a larger one exists. Numbers of other
 * keys may appear late; no position is kept that could pass them, since what is read is what is not yet marked.
 */
export function createOutbox({ database, logger }: OutboxOptions): OpenOutbox {
  const listeners = new Set<() => void>();
  const wake = () => {
    for (const listener of listeners) listener();
  };
  let holdsLock = false;
  const session = openSession({
    connection: database.connection,
    applicationName: 'maximus-outbox',
    logger,
    onConnect: async (client) => {
      await client.query(`listen ${channel}`);
      // Something may have been committed while nobody listened.
      queueMicrotask(wake);
    },
    onNotification: wake,
    onLost: () => {
      holdsLock = false;
    },
  });
  const stopListening = database.onEvents(() => {
    wake();
    if (!holdsLock) notifyOthers();
  });

  let notifying: Promise<void> | undefined;
  let again = false;
  /** After the commit and one at a time: inside of transactions, NOTIFY would make all commits of the server wait in line. */
  const notifyOthers = () => {
    again = true;
    notifying ??= (async () => {
      while (again) {
        again = false;
        await sql`select pg_notify(${channel}, '')`.execute(database.kysely);
      }
    })()
      // The relay looks by itself every second; a lost call only costs that.
      .catch((error) => logger.debug({ err: error }, 'the relay could not be woken'))
      .finally(() => {
        notifying = undefined;
      });
  };

  const drainOnce = async (limit: number, publish: PublishRows): Promise<number> => {
    const client = await session.client();
    holdsLock ||= (await client.query<{ got: boolean }>(tryLock)).rows[0]?.got === true;
    if (!holdsLock) return 0;
    const { rows } = await client.query<WaitingRow>({ ...waiting, values: [limit, mostBytes] });
    if (rows.length === 0) return 0;
    const relayed = (await publish(rows.map(outboxRow))) ?? rows.map(({ seq }) => seq);
    if (relayed.length > 0) await client.query({ ...mark, values: [relayed] });
    return relayed.length;
  };

  let turn: Promise<unknown> = Promise.resolve();
  return {
    drain: (limit, publish) => {
      const mine = turn.then(() => drainOnce(limit, publish));
      turn = mine.catch(() => undefined);
      return mine.catch((error) => {
        throw storageError(error);
      });
    },
    peek: async (after, limit) => {
      const query = sql<WaitingRow>`
        select seq, topic, key, event_id, envelope, headers from outbox
        where published_at is null and seq > ${after}::bigint order by seq limit ${limit}`;
      return (await query.execute(database.kysely)).rows.map(outboxRow);
    },
    pending: () => pending(database),
    onCommit: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      stopListening();
      await turn;
      await session.close();
      await notifying;
    },
  };
}

const tryLock = { name: 'outbox-lock', text: `select pg_try_advisory_lock(${relayLock}) as got` };
const waiting = {
  name: 'outbox-waiting',
  text: `
    select seq, topic, key, event_id, envelope, headers
    from (
      select *, sum(octet_length(envelope)) over (order by seq) - octet_length(envelope) as bytes_before
      from (select * from outbox where published_at is null order by seq limit $1) as next
    ) as sized
    where bytes_before < $2
    order by seq`,
};
const mark = {
  name: 'outbox-mark',
  text: 'update outbox set published_at = now() where seq = any($1::bigint[])',
};

interface WaitingRow {
  readonly seq: string;
  readonly topic: string;
  readonly key: string;
  readonly event_id: string;
  readonly envelope: string;
  readonly headers: Record<string, string>;
}

function outboxRow({ seq, topic, key, event_id, envelope, headers }: WaitingRow): OutboxRow {
  return { seq, topic: topic as Topic, key, eventId: event_id, envelope, headers };
}

async function pending(database: OpenDatabase): Promise<{ count: number; oldestAgeMs: number }> {
  const { rows } = await sql<{ count: string; age_ms: number }>`
    select count(*) as count,
      coalesce(extract(epoch from clock_timestamp() - min(created_at)) * 1000, 0)::float8 as age_ms
    from outbox where published_at is null
  `.execute(database.kysely);
  return { count: Number(rows[0]?.count ?? 0), oldestAgeMs: Math.max(0, Math.round(rows[0]?.age_ms ?? 0)) };
}
