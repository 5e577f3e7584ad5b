import type { ChannelName, Position } from '@maximus/contracts';
import type { Clock } from '@maximus/kernel';
import type { Logger } from '@maximus/observability';
import type { Broker, Continuation, KnownPosition } from '../brokers/index.ts';
import type { LogLimits, StoredRecord } from '../log/index.ts';
import { Channel } from './channel.ts';

/** What a feed is made of. */
export interface FeedOptions {
  readonly name: ChannelName;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: LogLimits;
  /** Told how many readers a message went to. */
  readonly delivered: (count: number) => void;
  /** Told the seconds from publishing to the last direct write. */
  readonly timed: (seconds: number) => void;
}

interface Heard {
  readonly epoch: string;
  readonly offset: number;
  readonly record: StoredRecord;
}

/** At most this many announcements wait while a gap is read; more are read from the broker. */
const maxParked = 1_000;
const trimEveryMs = 10_000;

/**
 * Keeps the log of one channel in step with the broker: takes the next message, drops what it has, reads what is missing
 * before it goes on, and begins anew when the stream is another one, in which case every reader is told (2500).
 */
export class ChannelFeed {
  readonly channel: Channel;
  readonly #options: FeedOptions;
  #parked: Heard[] | undefined;
  #resuming: Promise<void> | undefined;
  /** Raised whenever the broker itself says how the channel goes on: an answer from before is void. */
  #turn = 0;
  #retry = false;
  #trimDueMs = 0;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.channel = new Channel(options.name, options.limits);
  }

  /** What this node has, for the broker to check. */
  known(): KnownPosition {
    const { log } = this.channel;
    return { ...log.position, eventId: log.eventAt(log.top) };
  }

  /** Whether a reader has seen more of this stream than this node. */
  isBehind(since: Position | undefined): boolean {
    const { log } = this.channel;
    return since !== undefined && since.epoch === log.epoch && since.offset > log.top;
  }

  /** An announcement of the broker. */
  heard(epoch: string, offset: number, record: StoredRecord): void {
    if (this.#parked !== undefined) {
      if (this.#parked.length < maxParked) this.#parked.push({ epoch, offset, record });
      else this.#retry = true;
      return;
    }
    const { log } = this.channel;
    if (epoch !== log.epoch || offset > log.top + 1) {
      void this.resume();
      return;
    }
    if (offset === log.top + 1) {
      this.#append(offset, record);
      return;
    }
    const had = log.eventAt(offset);
    if (had !== undefined && had !== record.eventId)
      void this.#ask(() => this.#options.broker.renew(log.channel, epoch));
  }

  /** The broker says how the channel goes on. Answers the last values that are to be handed over to a renewed stream. */
  resumed(next: Continuation): readonly StoredRecord[] {
    this.#turn += 1;
    return this.#apply(next);
  }

  /** Reads on from the broker. Calls that come meanwhile join the first. */
  resume(): Promise<void> {
    return this.#ask(() => this.#options.broker.resume(this.channel.name, this.known()));
  }

  /** Once a second: drops what is too old, and asks again where an answer failed. */
  tick(nowMs: number): void {
    if (nowMs >= this.#trimDueMs) {
      this.channel.log.trim(nowMs);
      this.#trimDueMs = nowMs + trimEveryMs;
    }
    if (!this.#retry) return;
    this.#retry = false;
    void this.resume();
  }

  /** Tells the readers that somebody came or went. */
  presenceChanged(name: string): void {
    for (const { receiver } of this.channel.readers()) receiver.presence?.(name);
  }

  #ask(question: () => ReturnType<Broker['resume']>): Promise<void> {
    this.#resuming ??= this.#resumeOnce(question).finally(() => {
      this.#resuming = undefined;
    });
    return this.#resuming;
  }

  async #resumeOnce(question: () => ReturnType<Broker['resume']>): Promise<void> {
    this.#parked = [];
    const turn = this.#turn;
    const next = await question();
    const parked = this.#parked;
    this.#parked = undefined;
    if (turn !== this.#turn) this.#retry = true;
    else if (next.ok) this.#handOver(this.#apply(next.value));
    else {
      // The broker goes on alone, or Redis comes back; either way it says so, and the next second asks again.
      this.#retry = true;
      this.#options.logger.warn({ channel: this.channel.name, err: next.error }, 'a channel could not be read on');
      return;
    }
    for (const { epoch, offset, record } of parked) this.heard(epoch, offset, record);
  }

  /** What was said anew while this waited for its turn must not be overtaken by what it replaced. */
  #handOver(last: readonly StoredRecord[]): void {
    const { log } = this.channel;
    for (const record of last)
      void this.#options.broker.publish(log.channel, record, () => log.holds(record.key ?? ''));
  }

  #apply(next: Continuation): readonly StoredRecord[] {
    const { log } = this.channel;
    if (next.how === 'continued' && next.epoch === log.epoch) {
      if (this.#isUnbroken(next)) {
        for (const [offset, record] of next.entries) if (offset > log.top) this.#append(offset, record);
        log.raiseTop(next.offset);
        // In a cache the newest offsets may belong to values that were pushed out: nobody lacks them.
        for (const subscription of this.channel.readers()) if (!subscription.paused) subscription.seen = log.top;
      } else this.#begin(next);
      return [];
    }
    const last = log.mode === 'cache' && next.how === 'renewed' ? log.held() : [];
    this.#begin(next);
    return last.map(({ record }) => record);
  }

  /** Whether what follows joins what this node has, without a hole. */
  #isUnbroken({ offset, floor, entries }: Continuation): boolean {
    const { log } = this.channel;
    if (offset <= log.top) return true;
    if (log.mode === 'cache') return floor <= log.top;
    let expected = log.top + 1;
    for (const [at] of entries) {
      if (at < expected) continue;
      if (at > expected) return false;
      expected += 1;
    }
    return expected > offset;
  }

  /** Takes another stream up, and tells every reader of the old one. */
  #begin({ epoch, offset, floor, entries }: Continuation): void {
    const { log } = this.channel;
    const first = entries[0]?.[0];
    // In a stream nothing is known of what came before the first entry that was given.
    log.reset(epoch, log.mode === 'cache' ? floor : first === undefined ? offset : first - 1);
    for (const [at, record] of entries) log.append(at, record);
    log.raiseTop(offset);
    log.trim(this.#options.clock.now());
    for (const subscription of this.channel.readers()) {
      this.channel.remove(subscription);
      subscription.receiver.unsubscribed(subscription, 2500);
    }
  }

  #append(offset: number, record: StoredRecord): void {
    const message = this.channel.log.append(offset, record);
    const count = this.channel.deliver(message, ({ receiver }, error) =>
      this.#options.logger.error({ err: error, connection: receiver.id }, 'a receiver failed to take a message'),
    );
    if (count === 0) return;
    this.#options.delivered(count);
    this.#options.timed(Math.max(0, this.#options.clock.now() - record.atMs) / 1_000);
  }
}
