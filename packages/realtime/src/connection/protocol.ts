import type { CloseCode, PositionMap } from '@maximus/contracts';
import type { Subscription } from '../hub/index.ts';
import type { Message } from '../log/index.ts';
import type { Connection } from './connection.ts';

/** Close codes that the server may send: its own, and those that the simple endpoints kept from RFC 6455. */
export type ServerCloseCode = CloseCode | 1000 | 1001 | 1008 | 1009 | 1011;

/**
 * How one kind of socket speaks: what messages look like, and what it does with what comes in. One object serves all
 * connections of its kind, and is the key under which ready frames are shared, so it keeps nothing of a connection.
 */
export interface Dialect {
  /** The text of a live message as its receiver named the channel; `skip` messages before it were left out on purpose. */
  message(message: Message, name: string, skip: number, epoch: string): string;
  /** Whether `skip` shows in the text; where it does not, every receiver can share one frame. */
  readonly showsSkip: boolean;
  /** The regular sign of life; `undefined` for none. */
  heartbeat(facts: { readonly time: string; readonly positions: PositionMap; readonly connections: number }): string;
  /** The codes of this endpoint for what happens to every kind of socket. */
  closeCode(code: ServerCloseCode): ServerCloseCode;
}

/** One connection's side of a dialect. */
export interface Session {
  readonly dialect: Dialect;
  /** A whole text message. Must not throw. */
  received(text: string): void;
  /** A subscription was ended by the server. */
  unsubscribed(subscription: Subscription, code: 2003 | 2500): void;
  /** Somebody came or went. */
  presence(name: string): void;
  /** The credentials end soon. */
  expiring(expiresAtMs: number): void;
  /** The server goes away; a word before the close. */
  leaving?(reconnectAfterMs: number): void;
  closed(): void;
}

/** Makes the session of a connection. */
export type OpenSession = (connection: Connection) => Session;
