import type { CommandFailure, Publication, TagFilter } from '@maximus/contracts';

/** How the live connection is (gateway.md §9); `error` is final. */
export type LiveState = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'fallback' | 'disconnected' | 'error';

/** The request's four names for the seven states. */
export function legacyState(state: LiveState): 'CONNECTING' | 'CONNECTED' | 'DISCONNECTED' | 'ERROR' {
  if (state === 'connected') return 'CONNECTED';
  if (state === 'error') return 'ERROR';
  return state === 'connecting' || state === 'reconnecting' ? 'CONNECTING' : 'DISCONNECTED';
}

/** Why the connection ended for good, or the last time. */
export interface LiveError {
  readonly code: number;
  readonly reason: string;
}

/** One reader of one channel. */
export interface LiveListener {
  /** Every message in order, also those that were missed during a cut and those that polling brought. */
  message(publication: Publication): void;
  /** Something may have been missed that cannot be replayed: drop caches and load by REST. Messages go on from here. */
  resync?(): void;
  /** The server refuses this channel for good. */
  refused?(failure: CommandFailure): void;
  /** Who is present has changed. */
  presence?(members: readonly { readonly connection_id: string; readonly user: string }[]): void;
}

/** How a channel is subscribed to. */
export interface SubscribeOptions {
  /** Equality on tags, done by the server. */
  readonly filter?: TagFilter;
  /** Where a REST answer stood (`X-Maximus-Position`): the stream joins it without a hole. */
  readonly position?: { readonly offset: number; readonly epoch: string };
}

/** The part of WebSocket that is used: the browser's, Node's, or a test's. */
export interface SocketLike {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: string, listener: (event: SocketEvent) => void): void;
}

/** What the events of a socket carry, as far as it is read. */
export interface SocketEvent {
  readonly data?: unknown;
  readonly code?: number;
  readonly reason?: string;
}

/** Times, in milliseconds; tests shorten them. */
export interface LiveTimings {
  readonly pingMs: number;
  /** Without any frame for so long the connection counts as dead. */
  readonly silenceMs: number;
  readonly connectTimeoutMs: number;
  readonly backoffBaseMs: number;
  readonly backoffMaxMs: number;
  readonly backoffMinMs: number;
  /** A connection that lasted so long resets the backoff. */
  readonly steadyAfterMs: number;
  readonly fallbackAfterMs: number;
  readonly fallbackAfterAttempts: number;
  readonly slowRetryMs: number;
  readonly pollListMs: number;
  readonly pollSummaryMs: number;
  /** A top that was not reached, with nothing arriving for so long, is a loss. */
  readonly lagMs: number;
  /** A channel that nobody reads any more is left after this time. */
  readonly leaveAfterMs: number;
  readonly closeAfterMs: number;
  readonly commandTimeoutMs: number;
  readonly queueAgeMs: number;
  /** Readers of a stream that was begun anew come back spread over this time. */
  readonly resubscribeSpreadMs: number;
}

/** The times of gateway.md §9. */
export const defaultTimings: LiveTimings = {
  pingMs: 25_000,
  silenceMs: 45_000,
  connectTimeoutMs: 10_000,
  backoffBaseMs: 1_000,
  backoffMaxMs: 30_000,
  backoffMinMs: 100,
  steadyAfterMs: 10_000,
  fallbackAfterMs: 10_000,
  fallbackAfterAttempts: 10,
  slowRetryMs: 30_000,
  pollListMs: 5_000,
  pollSummaryMs: 30_000,
  lagMs: 5_000,
  leaveAfterMs: 500,
  closeAfterMs: 5_000,
  commandTimeoutMs: 10_000,
  queueAgeMs: 60_000,
  resubscribeSpreadMs: 1_000,
};
