import {
  type ChannelName,
  type CommandErrorCode,
  channelNames,
  type Member,
  type Position,
  parseChannel,
  type SubscribeParams,
} from '@maximus/contracts';
import { type Clock, fail, ok, type Result } from '@maximus/kernel';
import type { Logger } from '@maximus/observability';
import type { Broker, BrokerState, Published } from '../brokers/index.ts';
import type { RealtimeSettings } from '../config.ts';
import { errors } from '../errors.ts';
import { type Draft, type Message, recordOf } from '../log/index.ts';
import type { RealtimeMetrics } from '../metrics.ts';
import { PresenceBoard } from '../presence/index.ts';
import { ChannelFeed } from './channel-feed.ts';
import { type Replay, replay } from './replay.ts';
import { isWanted, type Receiver, Subscription } from './subscription.ts';
import type { Viewer } from './viewer.ts';

/** What a hub is made of. */
export interface HubOptions {
  readonly broker: Broker;
  /** Names this process to the others. */
  readonly nodeId: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: RealtimeMetrics;
  readonly config: RealtimeSettings;
}

/** A subscription as it begins: tell the reader of it before anything else is delivered. */
export interface Opened {
  readonly subscription: Subscription;
  readonly position: Position;
  readonly wasRecovering: boolean;
  readonly recovered: boolean;
  readonly messages: readonly Message[];
  readonly mode: 'stream' | 'cache';
}

/** What the status page counts. */
export interface HubCounts {
  readonly published: number;
  readonly delivered: number;
  readonly recoveries: { readonly ok: number; readonly failed: number };
}

const tickMs = 1_000;

/**
 * The channels of one process: their logs, their readers, and what the broker says of them. Everything that is delivered
 * has come from the broker and is in the log first; a reader that comes back is served from the log in the same step in
 * which it is added, so nothing falls between.
 */
export class Hub {
  readonly nodeId: string;
  readonly config: RealtimeSettings;
  readonly clock: Clock;
  readonly presence: PresenceBoard;
  readonly #options: HubOptions;
  readonly #feeds: ReadonlyMap<ChannelName, ChannelFeed>;
  readonly #counts = { published: 0, delivered: 0, recoveries: { ok: 0, failed: 0 } };
  #ticker: NodeJS.Timeout | undefined;
  #checkDueMs = 0;

  constructor(options: HubOptions) {
    this.#options = options;
    const { broker, clock, config, logger, metrics, nodeId } = options;
    this.nodeId = nodeId;
    this.config = config;
    this.clock = clock;
    this.#feeds = new Map(
      channelNames.map((name) => [
        name,
        new ChannelFeed({
          name,
          broker,
          clock,
          logger,
          limits: { messages: config.history_messages, ageMs: config.history_age, bytes: config.history_size },
          delivered: (count) => {
            this.#counts.delivered += count;
            metrics.hub_messages_total.inc({ channel: name, direction: 'out' }, count);
          },
          timed: (seconds) => metrics.hub_delivery_duration_seconds.observe(seconds),
        }),
      ]),
    );
    this.presence = new PresenceBoard({
      nodeId,
      clock,
      leaseMs: config.presence_lease,
      whisper: (channel, text) => void broker.whisper(channel, text),
      changed: (channel, name) => this.#feed(channel).presenceChanged(name),
    });
    metrics.hub_active_connections.collect((record) => {
      for (const [channel, feed] of this.#feeds) record({ channel }, feed.channel.size);
    });
  }

  /** Whether channels are shared between processes. */
  get broker(): { readonly kind: Broker['kind'] } & BrokerState {
    return { kind: this.#options.broker.kind, ...this.#options.broker.state };
  }

  get counts(): HubCounts {
    return this.#counts;
  }

  /** Opens every channel; resolves when each has a position. */
  async start(): Promise<void> {
    const { broker, metrics, logger } = this.#options;
    await broker.start({
      message: (channel, epoch, offset, record) => this.#feed(channel).heard(epoch, offset, record),
      resumed: (channel, next) => this.#feed(channel).resumed(next),
      gap: (channel) => void this.#feed(channel).resume(),
      whisper: (channel, text) => this.presence.hear(channel, text),
      state: (state) => {
        metrics.broker_redis_up.set(broker.kind === 'redis' && !state.degraded ? 1 : 0);
        logger.info({ broker: broker.kind, ...state }, 'live channels changed their reach');
      },
      known: (channel) => this.#feed(channel).known(),
    });
    this.#checkDueMs = this.clock.now() + this.config.check_interval;
    this.#ticker = setInterval(() => this.#tick(), tickMs);
    this.#ticker.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#ticker);
    await this.#options.broker.stop();
  }

  /**
   * Publishes one event as one message. Fails with `realtime.message_too_large` for data over the limit, which is not
   * published at all, and with `realtime.broker_away` when the broker has stopped.
   */
  async publish(channel: ChannelName, draft: Draft): Promise<Result<Published>> {
    const record = recordOf(draft, this.clock.now());
    if (Buffer.byteLength(record.dataText) > this.config.message_size) {
      const message = `a message of ${channel} is over ${this.config.message_size} bytes`;
      return fail(errors.message_too_large(message, { channel, type: draft.type, eventId: draft.eventId }));
    }
    const published = await this.#options.broker.publish(channel, record);
    if (published.ok && !published.value.repeated) {
      this.#counts.published += 1;
      this.#options.metrics.hub_messages_total.inc({ channel, direction: 'in' });
    }
    return published;
  }

  /** Where a channel stands on this node; read it before loading what it will be joined with. `undefined` for no channel. */
  position(name: string): Position | undefined {
    const address = parseChannel(name);
    return address && this.#feed(address.channel).channel.log.position;
  }

  /**
   * What has to be waited for before a reader is added: it may have seen more than this node, when it comes from one that
   * was ahead. `undefined` when nothing has to.
   */
  catchUp(params: SubscribeParams): Promise<void> | undefined {
    const address = parseChannel(params.channel);
    const feed = address && this.#feed(address.channel);
    return feed?.isBehind(positionOf(params)) === true ? feed.resume() : undefined;
  }

  /**
   * Adds a reader and says what it lacks, in one step: written before anything else, nothing falls between. The right to
   * read is asked here, on every resume anew. Fails with 102 and 103.
   */
  subscribe(receiver: Receiver, params: SubscribeParams): Result<Opened, CommandErrorCode> {
    const address = parseChannel(params.channel);
    if (address === undefined) return fail(102);
    if (!receiver.viewer.mayRead(address.channel)) return fail(103);
    const { channel } = this.#feed(address.channel);
    const { log } = channel;
    const wasRecovering = params.recover === true;
    const found = replay(log, address, params.filter, receiver.viewer, positionOf(params), this.#replayLimits);
    if (wasRecovering) this.#countRecovery(found.complete);
    const subscription = new Subscription(address, receiver, params.filter, log.top);
    channel.add(subscription);
    const { position, mode } = log;
    return ok({ subscription, position, wasRecovering, recovered: found.complete, messages: found.messages, mode });
  }

  /** Ends a subscription. Idempotent. */
  unsubscribe(subscription: Subscription): void {
    this.#feed(subscription.address.channel).channel.remove(subscription);
  }

  /** What came after a position, all of it or none, as the viewer may see it now. `undefined` for no channel or no right. */
  async read(name: string, viewer: Viewer, since: Position | undefined): Promise<(Replay & Position) | undefined> {
    const address = parseChannel(name);
    if (address === undefined || !viewer.mayRead(address.channel)) return undefined;
    const feed = this.#feed(address.channel);
    if (feed.isBehind(since)) await feed.resume();
    const { log } = feed.channel;
    return { ...replay(log, address, undefined, viewer, since, this.#replayLimits), ...log.position };
  }

  /** What a channel holds after a position (all it holds without one), oldest first; `undefined` when that is gone. */
  held(name: string, viewer: Viewer, since?: Position): readonly Message[] | undefined {
    const address = parseChannel(name);
    if (address === undefined) return undefined;
    const { log } = this.#feed(address.channel).channel;
    if (since !== undefined && since.epoch !== log.epoch) return undefined;
    const messages = since === undefined ? log.held() : log.since(since.offset);
    return messages?.filter((message) => isWanted(message, address, undefined, viewer));
  }

  /** Whether a viewer may read a channel, as things are now. */
  mayRead(name: string, viewer: Viewer): boolean {
    const address = parseChannel(name);
    return address !== undefined && viewer.mayRead(address.channel);
  }

  /** Lets a paused subscription go on: what it missed, or `complete: false` when that is gone. */
  resumeReading(subscription: Subscription): Replay {
    const { log } = this.#feed(subscription.address.channel).channel;
    const since = { offset: subscription.seen, epoch: log.epoch };
    const { address, filter, receiver } = subscription;
    const found = replay(log, address, filter, receiver.viewer, since, this.#replayLimits);
    subscription.paused = false;
    subscription.seen = log.top;
    this.#countRecovery(found.complete);
    return found;
  }

  /** Asks every right of a receiver again; what it lost is unsubscribed with 2003. */
  recheck(receiver: Receiver, subscriptions: Iterable<Subscription>): void {
    for (const subscription of [...subscriptions]) {
      if (receiver.viewer.mayRead(subscription.address.channel)) continue;
      this.unsubscribe(subscription);
      receiver.unsubscribed(subscription, 2003);
    }
  }

  /** Whether a subscription was offered everything the node has; anything else is a fault of ours. */
  isWhole(subscription: Subscription): boolean {
    return subscription.paused || subscription.seen === this.#feed(subscription.address.channel).channel.log.top;
  }

  /** How many subscriptions a channel has on this node. */
  readers(channel: ChannelName): number {
    return this.#feed(channel).channel.size;
  }

  /** Present members under a channel name. */
  members(name: string): readonly Member[] {
    return this.presence.members(name);
  }

  get #replayLimits() {
    return { messages: this.config.recovery_messages, bytes: this.config.recovery_size };
  }

  #countRecovery(complete: boolean): void {
    const result = complete ? 'ok' : 'failed';
    this.#counts.recoveries[result] += 1;
    this.#options.metrics.hub_recoveries_total.inc({ result });
  }

  #tick(): void {
    const nowMs = this.clock.now();
    for (const feed of this.#feeds.values()) feed.tick(nowMs);
    this.presence.tick();
    if (nowMs < this.#checkDueMs || this.#options.broker.kind === 'memory') return;
    this.#checkDueMs = nowMs + this.config.check_interval;
    for (const feed of this.#feeds.values()) void feed.resume();
  }

  #feed(channel: ChannelName): ChannelFeed {
    const feed = this.#feeds.get(channel);
    if (feed === undefined) throw errors.unknown_channel(`there is no channel "${channel}"`);
    return feed;
  }
}

/** The position that a subscriber names; one that asks for recovery without a whole position has lost it. */
function positionOf({ recover, offset, epoch }: SubscribeParams): Position | undefined {
  if (offset !== undefined && epoch !== undefined) return { offset, epoch };
  return recover === true ? { offset: offset ?? 0, epoch: epoch ?? '' } : undefined;
}
