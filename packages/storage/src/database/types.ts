import type { EventType } from '@maximus/contracts';
import type { Logger } from '@maximus/observability';
import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../tables.ts';

/** An event on its way into the outbox; `data` is checked by the event's schema before it is written. */
export interface OutgoingEvent {
  readonly event: EventType;
  /** Order holds per key (apv.md §8). */
  readonly key: string;
  readonly data: object;
  readonly correlationId: string;
  readonly causationId?: string | null;
  /** Names of further headers to carry, such as `traceparent`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One transaction: its statements, and the events that become visible with them. */
export interface Tx {
  readonly kysely: Transaction<Tables>;
  /** Puts an event into the outbox of this transaction; it is relayed after the commit, or never. */
  emit(event: OutgoingEvent): void;
}

/** The database as every repository sees it. */
export interface Database {
  /** For reads and single statements. */
  readonly kysely: Kysely<Tables>;
  /**
   * Runs `work` in one transaction with its events. Deadlocks and serialisation failures (40P01, 40001) are tried again
   * three times, so `work` must have no effect outside of the transaction. Failures of the connection are `storage.*`.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Answers when the database does; throws `storage.*` otherwise. */
  ping(signal?: AbortSignal): Promise<void>;
}

/** Where something may be written: alone, or inside a transaction of the caller. */
export type Writer = Pick<Database, 'kysely'> | Tx;

/** The part of a logger that storage uses. */
export type StorageLog = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** How to reach a PostgreSQL server. */
export interface ConnectionSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly database: string;
  /** `false`: plain. Otherwise what `tls.connect` takes. */
  readonly tls: false | TlsSettings;
}

/** TLS to PostgreSQL; certificates are PEM text. */
export interface TlsSettings {
  /** Whether the server's certificate must be valid for its name (`verify-full`); `false` only encrypts (`require`). */
  readonly verify: boolean;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}
