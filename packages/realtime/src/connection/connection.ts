import type { Duplex } from 'node:stream';
import type { ChannelRow, PositionMap } from '@maximus/contracts';
import { channels, closeCodes } from '@maximus/contracts';
import { steadyClock } from '@maximus/kernel';
import { textFrame } from '../frame/text-frame.ts';
import type { Hub, Receiver, Subscription, Viewer } from '../hub/index.ts';
import type { Message } from '../log/index.ts';
import type { OpenSession, ServerCloseCode, Session } from './protocol.ts';
import { SendQueue } from './queue.ts';
import type { ConnectionRegistry } from './registry.ts';
import type { Visited } from './rounds.ts';

/** The part of a `ws` socket that a connection uses. */
export interface Wire {
  readonly readyState: number;
  close(code: number, reason: string): void;
}

/** What a connection is made of. */
export interface ConnectionOptions {
  readonly id: string;
  readonly wire: Wire;
  /** The stream below the wire. Whole frames are written to it directly: one buffer serves all receivers. */
  readonly stream: Duplex;
  readonly hub: Hub;
  readonly registry: ConnectionRegistry;
  readonly address: string;
  /** Absent: whoever it is has to authenticate in time. */
  readonly viewer?: Viewer | undefined;
  readonly open: OpenSession;
}

const open = 1;

/** Nobody yet: may read nothing. */
const nobody: Viewer = { id: '', name: '', mayRead: () => false, seesWorkOf: () => false };

/** One socket: its reader's subscriptions, what waits for it within bounds, and its signs of life. */
export class Connection implements Receiver, Visited {
  readonly id: string;
  readonly address: string;
  readonly hub: Hub;
  readonly subscriptions = new Map<string, Subscription>();
  readonly #wire: Wire;
  readonly #stream: Duplex;
  readonly #registry: ConnectionRegistry;
  readonly #session: Session;
  /** Made when something has to wait for the first time: most connections never need one. */
  #queue: SendQueue | undefined;
  #viewer: Viewer | undefined;
  #blocked = false;
  #closed = false;
  #heardMs: number;
  readonly #openedMs: number;
  #beatDueMs: number;
  #checkDueMs: number;
  #noticed = false;

  constructor(options: ConnectionOptions) {
    const { hub, registry } = options;
    const nowMs = steadyClock.now();
    this.id = options.id;
    this.address = options.address;
    this.hub = hub;
    this.#wire = options.wire;
    this.#stream = options.stream;
    this.#registry = registry;
    this.#viewer = options.viewer;
    this.#openedMs = nowMs;
    this.#heardMs = nowMs;
    this.#beatDueMs = nowMs + this.#jittered(hub.config.heartbeat_interval);
    this.#checkDueMs = nowMs + hub.config.check_interval;
    this.#session = options.open(this);
    registry.add(this);
    registry.rounds.place(this, this.#nextVisitMs());
  }

  get viewer(): Viewer {
    return this.#viewer ?? nobody;
  }

  get isAuthenticated(): boolean {
    return this.#viewer !== undefined;
  }

  get isOpen(): boolean {
    return !this.#closed && this.#wire.readyState === open;
  }

  /** Own queue and what the socket holds (gateway.md §5). */
  get waitingBytes(): number {
    return (this.#queue?.bytes ?? 0) + this.#stream.writableLength;
  }

  /** Takes who it is, or who it is by now; rights are asked again and what was lost is unsubscribed. */
  admit(viewer: Viewer): void {
    const before = this.#viewer;
    this.#viewer = viewer;
    this.#noticed = false;
    this.#registry.identified(this, before);
    this.hub.recheck(this, this.subscriptions.values());
    this.#registry.rounds.place(this, this.#nextVisitMs());
  }

  /** A frame came in, of whatever kind. */
  heard(): void {
    this.#heardMs = steadyClock.now();
  }

  /** A text message came in. */
  received(data: Buffer): void {
    this.heard();
    if (this.#closed) return;
    if (data.length > this.hub.config.command_size) this.close(3506);
    else this.#session.received(data.toString('utf8'));
  }

  /** Sends a text of this connection's own, before queued messages. */
  send(text: string): void {
    if (!this.isOpen) return;
    const frame = textFrame(text);
    if (this.#goesDirectly) this.#write(frame);
    else this.#wait({ frame, bytes: frame.length }, true);
  }

  deliver(subscription: Subscription, message: Message): void {
    if (!this.isOpen) return;
    if (this.#goesDirectly) {
      this.#writeMessage(subscription, message);
      return;
    }
    const urgent = isUrgent(subscription);
    const { replaces } = message;
    if (replaces !== undefined && this.waitingBytes >= this.hub.config.queue_low_size) {
      this.#queue?.replace(subscription, replaces, urgent);
    }
    this.#wait({ subscription, message, bytes: message.bytes }, urgent);
  }

  /** Keeps a subscription under the name its reader gave it. */
  opened(subscription: Subscription): void {
    this.subscriptions.set(subscription.address.name, subscription);
  }

  /** Ends a subscription; what waits for it is forgotten. False when there is none. */
  drop(name: string): boolean {
    const subscription = this.subscriptions.get(name);
    if (subscription === undefined) return false;
    this.subscriptions.delete(name);
    this.#queue?.drop(subscription);
    this.hub.unsubscribe(subscription);
    return true;
  }

  /** Stops delivery at once, what waits included; `hub.resumeReading` makes it good. */
  pause(subscription: Subscription): void {
    subscription.paused = true;
    if (subscription.queued > 0) subscription.seen = subscription.written;
    this.#queue?.drop(subscription);
  }

  unsubscribed(subscription: Subscription, code: 2003 | 2500): void {
    this.subscriptions.delete(subscription.address.name);
    this.#queue?.drop(subscription);
    this.#session.unsubscribed(subscription, code);
  }

  presence(name: string): void {
    this.#session.presence(name);
  }

  /**
   * Up to where each subscription was sent everything. One with messages in the queue is left out: a reader that took its
   * position would miss them after a cut.
   */
  positions(): PositionMap {
    const positions: PositionMap = {};
    for (const [name, subscription] of this.subscriptions) {
      if (subscription.queued > 0 || subscription.paused) continue;
      const position = this.hub.position(name);
      if (position === undefined) continue;
      subscription.written = position.offset;
      positions[name] = [position.offset, position.epoch];
    }
    return positions;
  }

  /** `nowMs` never steps; only the end of credentials is a time of day. */
  visit(nowMs: number): number {
    const { config } = this.hub;
    const expiresMs = this.#expiresMs(nowMs);
    if (!this.isAuthenticated && nowMs >= this.#openedMs + config.auth_timeout) this.close(3507);
    else if (nowMs - this.#heardMs >= config.silence_limit) this.close(3012);
    else if (nowMs >= expiresMs) this.close(3005);
    if (this.#closed) return Number.POSITIVE_INFINITY;
    if (!this.#noticed && nowMs >= expiresMs - config.refresh_notice) {
      this.#noticed = true;
      this.#session.expiring(this.viewer.expiresAtMs ?? 0);
    }
    if (nowMs >= this.#checkDueMs) {
      this.#checkDueMs = nowMs + config.check_interval;
      if (![...this.subscriptions.values()].every((subscription) => this.hub.isWhole(subscription))) this.close(3010);
    }
    if (nowMs >= this.#beatDueMs) {
      this.#beatDueMs = nowMs + this.#jittered(config.heartbeat_interval);
      if (this.isAuthenticated) this.#beat();
    }
    return this.#nextVisitMs();
  }

  /** Closes with a code of the table; what waits is forgotten, and the socket is destroyed soon whatever the peer does. */
  close(code: ServerCloseCode, reason = reasonOf(code)): void {
    if (this.#closed) return;
    const told = this.#session.dialect.closeCode(code);
    this.#registry.closing(told);
    this.#detach();
    this.#wire.close(told, reason);
  }

  /** Goes away on a deploy: what waits is handed to the socket first. */
  leave(reconnectAfterMs: number): void {
    if (this.#closed) return;
    this.#session.leaving?.(reconnectAfterMs);
    while (this.isOpen && this.#writeNext()) {
      // Until nothing waits.
    }
    this.close(3001, JSON.stringify({ reconnect_after_ms: reconnectAfterMs }));
  }

  /** The socket is gone. */
  ended(): void {
    this.#detach();
  }

  /** The socket takes more. */
  drained(): void {
    this.#blocked = false;
    if (this.#queue === undefined || this.#queue.isEmpty || !this.isOpen) return;
    this.#stream.cork();
    while (!this.#blocked && this.#writeNext()) {
      // Until nothing waits or the socket is full again.
    }
    this.#stream.uncork();
  }

  get #goesDirectly(): boolean {
    return !this.#blocked && (this.#queue === undefined || this.#queue.isEmpty);
  }

  #wait(waiting: Parameters<SendQueue['push']>[0], urgent: boolean): void {
    this.#queue ??= new SendQueue();
    this.#queue.push(waiting, urgent);
    if (this.waitingBytes >= this.hub.config.queue_high_size) this.close(3008);
  }

  #writeNext(): boolean {
    const waiting = this.#queue?.shift();
    if (waiting === undefined) return false;
    if ('frame' in waiting) this.#write(waiting.frame);
    else {
      this.#registry.sentLate(waiting.message.record.atMs);
      this.#writeMessage(waiting.subscription, waiting.message);
    }
    return true;
  }

  #writeMessage(subscription: Subscription, message: Message): void {
    const { name, channel } = subscription.address;
    const { dialect } = this.#session;
    const skipped = channels[channel].mode === 'cache' ? 0 : message.offset - subscription.written - 1;
    const skip = dialect.showsSkip ? skipped : 0;
    subscription.written = message.offset;
    const shared = skip === 0 && name === channel;
    let frame = shared ? message.frameOf(dialect) : undefined;
    if (frame === undefined) {
      frame = textFrame(dialect.message(message, name, skip, this.hub.position(channel)?.epoch ?? ''));
      if (shared) message.keepFrame(dialect, frame);
    }
    this.#write(frame);
  }

  #write(frame: Buffer): void {
    this.#blocked = !this.#stream.write(frame);
  }

  #beat(): void {
    this.send(
      this.#session.dialect.heartbeat({
        time: new Date(this.hub.clock.now()).toISOString(),
        positions: this.positions(),
        connections: this.#registry.size,
      }),
    );
  }

  /** End of the credentials on the clock that never steps. */
  #expiresMs(nowMs: number): number {
    const { expiresAtMs } = this.viewer;
    return expiresAtMs === undefined ? Number.POSITIVE_INFINITY : nowMs + expiresAtMs - this.hub.clock.now();
  }

  #nextVisitMs(): number {
    const { config } = this.hub;
    const expiresMs = this.#expiresMs(steadyClock.now());
    return Math.min(
      this.#beatDueMs,
      this.#heardMs + config.silence_limit,
      this.isAuthenticated ? Number.POSITIVE_INFINITY : this.#openedMs + config.auth_timeout,
      this.#noticed ? expiresMs : expiresMs - config.refresh_notice,
    );
  }

  #jittered(ms: number): number {
    return ms * (0.9 + Math.random() * 0.2);
  }

  #detach(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const subscription of this.subscriptions.values()) this.hub.unsubscribe(subscription);
    this.subscriptions.clear();
    this.#queue = undefined;
    this.hub.presence.leave(this.id);
    this.#registry.remove(this);
    this.#session.closed();
  }
}

function isUrgent({ address }: Subscription): boolean {
  const row: ChannelRow = channels[address.channel];
  return row.urgent === true;
}

function reasonOf(code: ServerCloseCode): string {
  return code in closeCodes ? closeCodes[code as keyof typeof closeCodes].message : '';
}
