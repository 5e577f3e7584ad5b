import {
  type CommandMethod,
  type CommandParams,
  closeReaction,
  commandResults,
  type Push,
  subprotocol,
} from '@maximus/contracts';
import { fail } from '@maximus/kernel';
import { backoffMs } from './backoff.ts';
import { pageEnvironment } from './environment.ts';
import { type CommandOutcome, Link } from './link.ts';
import type { Live, LiveCounts, LiveOptions } from './live.ts';
import { type DropReason, OfflineQueue } from './offline-queue.ts';
import { Poller } from './poller.ts';
import { Subscriptions } from './subscriptions.ts';
import { Timers } from './timers.ts';
import {
  defaultTimings,
  type LiveError,
  type LiveListener,
  type LiveState,
  type LiveTimings,
  type SocketLike,
  type SubscribeOptions,
} from './types.ts';

/** Makes a live client. Nothing is opened before the first reader or `connect`. */
export function createLive(options: LiveOptions): Live {
  return new LiveClient(options);
}

class LiveClient implements Live {
  readonly #options: LiveOptions;
  readonly #timings: LiveTimings;
  readonly #timers = new Timers();
  readonly #subscriptions: Subscriptions;
  readonly #stateListeners = new Set<(state: LiveState) => void>();
  readonly #pollListeners = new Set<(kind: 'list' | 'summary') => void>();
  readonly #queue: OfflineQueue;
  readonly #poller: Poller | undefined;
  #link: Link | undefined;
  #state: LiveState = 'idle';
  #connectionId: string | undefined;
  #error: LiveError | undefined;
  #failures = 0;
  #lastHeardMs: number | undefined;
  #stopWatching: (() => void) | undefined;
  /** Raised with every attempt: what an earlier one still brings is void. */
  #attempt = 0;
  #pollHeaders: Readonly<Record<string, string>> = {};

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#timings = { ...defaultTimings, ...options.timings };
    this.#subscriptions = new Subscriptions(this.#timings, () =>
      this.#connectionId === undefined ? undefined : this.#link,
    );
    this.#queue = new OfflineQueue(this.#timings.queueAgeMs);
    if (options.pollUrl !== undefined) {
      this.#poller = new Poller({
        url: options.pollUrl,
        fetch: options.fetch ?? fetch,
        headers: () => this.#pollHeaders,
        timings: this.#timings,
        readers: () => this.#subscriptions.all(),
        taken: (reader, publication) => this.#subscriptions.hand(reader, publication),
        tick: (kind) => {
          for (const listener of [...this.#pollListeners]) listener(kind);
        },
      });
    }
  }

  get state(): LiveState {
    return this.#state;
  }

  get connectionId(): string | undefined {
    return this.#connectionId;
  }

  get error(): LiveError | undefined {
    return this.#error;
  }

  get lastHeardMs(): number | undefined {
    return this.#lastHeardMs;
  }

  get queuedCommands(): number {
    return this.#queue.size;
  }

  get isPolling(): boolean {
    return this.#poller?.isRunning === true;
  }

  get counts(): LiveCounts {
    return this.#subscriptions.counts;
  }

  subscribe(channel: string, listener: LiveListener, options: SubscribeOptions = {}): () => void {
    const { reader, remove } = this.#subscriptions.add(channel, listener, options);
    this.#timers.clear('close');
    if (this.#state === 'idle') this.connect();
    return () => {
      remove();
      this.#subscriptions.release(reader);
      this.#closeWhenUnused();
    };
  }

  onState(listener: (state: LiveState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => void this.#stateListeners.delete(listener);
  }

  onPoll(listener: (kind: 'list' | 'summary') => void): () => void {
    this.#pollListeners.add(listener);
    return () => void this.#pollListeners.delete(listener);
  }

  command<M extends CommandMethod>(method: M, params: CommandParams<M>): Promise<CommandOutcome> {
    if (this.#link !== undefined && this.#connectionId !== undefined) return this.#link.command(method, params);
    const { promise, resolve } = Promise.withResolvers<CommandOutcome>();
    this.#queue.push(
      JSON.stringify(params),
      () => resolve(this.#link?.command(method, params) ?? notSent('disconnected')),
      (reason) => resolve(notSent(reason)),
    );
    return promise;
  }

  connect(): void {
    if (this.#link !== undefined) return;
    this.#error = undefined;
    this.#failures = 0;
    this.#stopWatching ??= (this.#options.environment ?? pageEnvironment).onWake(() => this.#wake());
    this.#fallBackLater();
    void this.#open('connecting');
  }

  reconnect(): void {
    this.#drop();
    this.#failures = 0;
    this.connect();
  }

  disconnect(): void {
    this.#rest('disconnected');
    this.#queue.clear('disconnected');
  }

  close(): void {
    this.disconnect();
    this.#subscriptions.clear();
    this.#stateListeners.clear();
    this.#pollListeners.clear();
  }

  async #open(state: 'connecting' | 'reconnecting'): Promise<void> {
    this.#attempt += 1;
    const attempt = this.#attempt;
    this.#timers.clear('retry');
    if (this.#state !== 'fallback') this.#become(state);
    let token: string | undefined;
    try {
      token = await this.#options.token?.();
    } catch (error) {
      // Whoever gives tokens cannot now: that is a failed attempt like any other.
      return this.#failed(error instanceof Error ? error.message : String(error), attempt);
    }
    if (attempt !== this.#attempt || this.#link !== undefined) return;
    this.#pollHeaders = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const Socket =
      this.#options.WebSocket ?? (globalThis.WebSocket as unknown as NonNullable<LiveOptions['WebSocket']>);
    let socket: SocketLike;
    try {
      socket = new Socket(this.#options.url, [subprotocol]);
    } catch (error) {
      return this.#failed(error instanceof Error ? error.message : String(error), attempt);
    }
    const link = new Link(
      socket,
      {
        opened: () => void this.#shake(link, token),
        pushed: (push) => this.#pushed(push),
        unknown: () => {
          this.#subscriptions.counts.unknown += 1;
        },
        closed: (code, reason) => this.#closed(link, code, reason),
      },
      this.#timings,
    );
    this.#link = link;
  }

  async #shake(link: Link, token: string | undefined): Promise<void> {
    const subs = this.#subscriptions.wanted();
    const outcome = await link.command('connect', { ...(token && { token }), client: this.#options.client, subs });
    if (link !== this.#link) return;
    const welcome = outcome.ok ? commandResults.connect.safeParse(outcome.value) : undefined;
    if (welcome?.success !== true)
      return link.end(1006, outcome.ok ? 'the welcome cannot be read' : outcome.error.message);
    link.established();
    this.#connectionId = welcome.data.connection_id;
    this.#lastHeardMs = Date.now();
    this.#poller?.stop();
    this.#timers.clear('fallback');
    this.#timers.set('steady', this.#timings.steadyAfterMs, () => {
      this.#failures = 0;
    });
    this.#subscriptions.welcomed(welcome.data.subs);
    this.#become('connected');
    this.#queue.flush();
  }

  #closed(link: Link, code: number, reason: string): void {
    if (link !== this.#link) return;
    this.#drop();
    const reaction = closeReaction(code);
    if (reaction === 'done') this.#rest('disconnected');
    else if (reaction === 'stop') {
      this.#error = { code, reason };
      this.#rest('error');
    } else {
      this.#fallBackLater();
      this.#retry(code === 3001 ? reconnectAfter(reason) : reaction === 'refresh' ? 0 : undefined);
    }
  }

  /** An attempt that did not even get a socket. */
  #failed(reason: string, attempt: number): void {
    if (attempt !== this.#attempt) return;
    this.#error = { code: 1006, reason };
    this.#retry(undefined);
  }

  #retry(afterMs: number | undefined): void {
    this.#failures += 1;
    const delayMs = afterMs ?? backoffMs(this.#failures, this.#timings);
    if (this.#failures >= this.#timings.fallbackAfterAttempts) this.#fallBack();
    if (this.#state !== 'fallback') this.#become('reconnecting');
    this.#timers.set('retry', delayMs, () => void this.#open('reconnecting'));
  }

  #fallBackLater(): void {
    if (this.#state !== 'fallback' && !this.#timers.has('fallback')) {
      this.#timers.set('fallback', this.#timings.fallbackAfterMs, () => this.#fallBack());
    }
  }

  #fallBack(): void {
    if (this.#connectionId !== undefined || this.#state === 'disconnected' || this.#state === 'error') return;
    this.#timers.clear('fallback');
    this.#become('fallback');
    this.#poller?.start();
  }

  /** Online again, visible again: try now instead of later. */
  #wake(): void {
    if (this.#link !== undefined) {
      // A connection that slept through its silence is not worth waiting for.
      const silentMs = Date.now() - (this.#lastHeardMs ?? Date.now());
      if (this.#connectionId !== undefined && silentMs > this.#timings.silenceMs) this.#link.end(1006, 'slept');
      return;
    }
    if (this.#timers.has('retry')) void this.#open('reconnecting');
  }

  #pushed(push: Push): void {
    this.#lastHeardMs = Date.now();
    const { channel = '' } = push;
    if (push.pub !== undefined) this.#subscriptions.published(push.pub);
    else if (push.heartbeat !== undefined) this.#subscriptions.positions(push.heartbeat.positions);
    else if (push.unsubscribe !== undefined) this.#subscriptions.unsubscribed(channel, push.unsubscribe);
    else if (push.presence !== undefined) this.#subscriptions.present(channel, push.presence.members);
    else if (push.refresh !== undefined) void this.#refresh();
    // Its close frame says the same and is what counts.
    else if (push.disconnect === undefined) this.#subscriptions.counts.unknown += 1;
  }

  /** The connection stays a little for the next reader. */
  #closeWhenUnused(): void {
    if (this.#subscriptions.size > 0 || ['idle', 'disconnected', 'error'].includes(this.#state)) return;
    this.#timers.set('close', this.#timings.closeAfterMs, () => this.#rest('idle'));
  }

  async #refresh(): Promise<void> {
    const link = this.#link;
    const token = await this.#options.token?.();
    // A session is renewed by its cookie: a new connection takes it.
    if (token === undefined) link?.end(3005, 'session renewed');
    else await link?.command('refresh', { token });
  }

  /** Lets go of the present connection without a word on what comes next. */
  #drop(): void {
    const link = this.#link;
    this.#link = undefined;
    this.#connectionId = undefined;
    this.#attempt += 1;
    this.#timers.clear('steady');
    this.#subscriptions.disconnected();
    link?.end(1000, '');
  }

  /** Ends in a state in which nothing runs. */
  #rest(state: 'idle' | 'disconnected' | 'error'): void {
    this.#drop();
    this.#timers.clearAll();
    this.#poller?.stop();
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.#become(state);
  }

  #become(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of [...this.#stateListeners]) listener(state);
  }
}

function notSent(reason: DropReason): CommandOutcome {
  return fail({ code: 0, message: `not sent: ${reason}`, temporary: false });
}

/** What the reason of close code 3001 asks for. */
function reconnectAfter(reason: string): number | undefined {
  try {
    const { reconnect_after_ms: afterMs } = JSON.parse(reason) as { reconnect_after_ms?: unknown };
    return typeof afterMs === 'number' && afterMs >= 0 && afterMs <= 60_000 ? afterMs : undefined;
  } catch {
    return undefined;
  }
}
