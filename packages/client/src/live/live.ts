import type { CommandMethod, CommandParams } from '@maximus/contracts';
import type { Environment } from './environment.ts';
import type { CommandOutcome } from './link.ts';
import type { LiveError, LiveListener, LiveState, LiveTimings, SocketLike, SubscribeOptions } from './types.ts';

/** What a live client is made of. */
export interface LiveOptions {
  /** `wss://host/ws`. */
  readonly url: string;
  /** `https://host/api/gateway/poll`; without it there is no polling, and `fallback` only says that there is no socket. */
  readonly pollUrl?: string;
  /** A token for each connection; in a page the session's cookie counts and none is needed. */
  token?(): string | undefined | Promise<string | undefined>;
  readonly client: { readonly name: string; readonly version: string };
  readonly timings?: Partial<LiveTimings>;
  /** The socket's constructor; the global one by default. */
  readonly WebSocket?: new (
    url: string,
    protocols: string[],
  ) => SocketLike;
  readonly fetch?: typeof fetch;
  readonly environment?: Environment;
}

/** What was not understood or came twice: for the page's diagnostics. */
export interface LiveCounts {
  readonly unknown: number;
  readonly repeats: number;
  readonly holes: number;
}

/** One live connection for any number of readers (gateway.md §9). */
export interface Live {
  readonly state: LiveState;
  /** Of the present connection. */
  readonly connectionId: string | undefined;
  readonly error: LiveError | undefined;
  /** Milliseconds since the epoch of the last sign of life. */
  readonly lastHeardMs: number | undefined;
  readonly queuedCommands: number;
  readonly isPolling: boolean;
  readonly counts: LiveCounts;
  /** Reads a channel until the returned function is called. Opens the connection with the first reader. */
  subscribe(channel: string, listener: LiveListener, options?: SubscribeOptions): () => void;
  onState(listener: (state: LiveState) => void): () => void;
  /** While there is no socket: time to refetch lists (every 5 s) and summaries (every 30 s). */
  onPoll(listener: (kind: 'list' | 'summary') => void): () => void;
  /** Sends a command now, or once connected: at most 60 s later, else it fails with code 0. */
  command<M extends CommandMethod>(method: M, params: CommandParams<M>): Promise<CommandOutcome>;
  /** Opens the connection; also after `disconnect` and after a final error. */
  connect(): void;
  /** Ends the connection and comes back at once. */
  reconnect(): void;
  /** Ends the connection for as long as nobody calls `connect`. */
  disconnect(): void;
  /** Ends everything: timers, listeners, readers. */
  close(): void;
}
