import type { RedisClient, Subscription } from '@maximus/cache';
import { type ChannelName, channelNames } from '@maximus/contracts';
import { fail, ok, type Result } from '@maximus/kernel';
import type { Logger } from '@maximus/observability';
import { errors } from '../../errors.ts';
import { decodeRecord, type StoredRecord } from '../../log/index.ts';
import { LocalStream } from '../local-stream.ts';
import type { Broker, BrokerEvents, BrokerState, Continuation, KnownPosition, Published } from '../types.ts';
import { channelKeys } from './channel-keys.ts';
import { SharedStream } from './shared-stream.ts';

/** What a Redis broker is made of. */
export interface RedisBrokerOptions {
  readonly redis: RedisClient;
  readonly logger: Logger;
  readonly messages: number;
  readonly ageMs: number;
  /** Time without Redis after which this process goes on alone. */
  readonly lossAfterMs: number;
}

/** One channel: publishes go one after the other, so that the order of calls is the order of offsets. */
interface Lane {
  readonly shared: SharedStream;
  /** Set while this process goes on alone. */
  local: LocalStream | undefined;
  /** Epoch that was shared last; it must not go on after an outage that this process has bridged alone. */
  sharedEpoch: string;
  tail: Promise<unknown>;
}

const retryMs = 1_000;
/** Answers that are failures, one after the other, after which one publish waits no longer. */
const maxFailures = 4;

/**
 * Channels over any number of processes through Redis. Delivers only what Redis announces. Without Redis for
 * `lossAfterMs` every channel goes on within this process under a new epoch; when Redis is back the shared streams are
 * begun anew, because somebody who left before the outage would otherwise miss what was said during it.
 */
export function createRedisBroker(options: RedisBrokerOptions): Broker {
  return new RedisBroker(options);
}

class RedisBroker implements Broker {
  readonly kind = 'redis';
  readonly #options: RedisBrokerOptions;
  readonly #lanes: ReadonlyMap<ChannelName, Lane>;
  readonly #subscriptions: Subscription[] = [];
  #events: BrokerEvents | undefined;
  #stopListening: (() => void) | undefined;
  #lossTimer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  /** Resolved when the trouble is over, one way or the other. */
  #trouble: PromiseWithResolvers<void> | undefined;
  #rejoining = false;
  #stopped = false;

  constructor(options: RedisBrokerOptions) {
    this.#options = options;
    const { redis, messages, ageMs } = options;
    this.#lanes = new Map(
      channelNames.map((name) => [
        name,
        {
          shared: new SharedStream(redis, name, { messages, ageMs }),
          local: undefined,
          sharedEpoch: '',
          tail: Promise.resolve(),
        },
      ]),
    );
  }

  get state(): BrokerState {
    const alone = [...this.#lanes.values()].some((lane) => lane.local !== undefined);
    return { reach: alone ? 'local' : 'shared', degraded: alone };
  }

  async start(events: BrokerEvents): Promise<void> {
    this.#events = events;
    const { redis } = this.#options;
    for (const name of channelNames) await this.#listen(redis, name);
    this.#stopListening = redis.onState((state) => (state === 'up' ? void this.#back() : this.#worry()));
    const opened = redis.state === 'up' && (await this.#rejoin());
    if (!opened) this.#goAlone('Redis does not answer at the start');
    events.state(this.state);
  }

  async publish(
    channel: ChannelName,
    record: StoredRecord,
    isOutdated: () => boolean = () => false,
  ): Promise<Result<Published>> {
    return this.#inOrder(channel, async (lane) =>
      isOutdated()
        ? ok({ ...(this.#events?.known(channel) ?? { epoch: '', offset: 0 }), repeated: true })
        : this.#place(channel, lane, record),
    );
  }

  async resume(channel: ChannelName, known: KnownPosition): Promise<Result<Continuation>> {
    const lane = this.#lane(channel);
    if (lane.local !== undefined)
      return ok(lane.local.standing(known.epoch === lane.local.epoch ? 'continued' : 'other'));
    const next = await lane.shared.resume(known);
    if (next.ok) lane.sharedEpoch = next.value.epoch;
    else this.#worry();
    // It may have gone local in the meantime.
    return this.#lane(channel).local === undefined ? next : this.resume(channel, known);
  }

  async renew(channel: ChannelName, epoch: string): Promise<Result<Continuation>> {
    const lane = this.#lane(channel);
    if (lane.local !== undefined) return ok(lane.local.standing('other'));
    return lane.shared.resume({ epoch: '', offset: 0 }, epoch);
  }

  async whisper(channel: ChannelName, text: string): Promise<void> {
    await this.#options.redis.publish(channelKeys(channel).whisper, text);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopListening?.();
    clearTimeout(this.#lossTimer);
    clearTimeout(this.#retryTimer);
    this.#trouble?.resolve();
    await Promise.all(this.#subscriptions.map((subscription) => subscription.close()));
    this.#events = undefined;
  }

  async #listen(redis: RedisClient, channel: ChannelName): Promise<void> {
    const { pub, whisper } = channelKeys(channel);
    const lane = this.#lane(channel);
    this.#subscriptions.push(
      await redis.subscribe(pub, {
        message: (text) => {
          if (lane.local === undefined) this.#announced(channel, text);
        },
        gap: () => {
          if (lane.local === undefined) this.#events?.gap(channel);
        },
      }),
      await redis.subscribe(whisper, { message: (text) => this.#events?.whisper(channel, text) }),
    );
  }

  #announced(channel: ChannelName, text: string): void {
    const first = text.indexOf('\n');
    const second = text.indexOf('\n', first + 1);
    const offset = Number(text.slice(first + 1, second));
    const record = decodeRecord(text.slice(second + 1));
    // A record that cannot be read leaves a gap, which the hub finds and asks for: never passed over in silence.
    if (record === undefined || !Number.isSafeInteger(offset)) this.#events?.gap(channel);
    else this.#events?.message(channel, text.slice(0, first), offset, record);
  }

  async #place(channel: ChannelName, lane: Lane, record: StoredRecord): Promise<Result<Published>> {
    for (let failures = 0; !this.#stopped; failures += 1) {
      if (failures === maxFailures) this.#goAlone('Redis refuses to publish');
      if (lane.local !== undefined) return ok(this.#placeLocally(channel, lane.local, record));
      const known = this.#events?.known(channel) ?? { epoch: '', offset: 0 };
      const outcome = await this.#inTime(lane.shared.publish(record, known));
      if (outcome?.ok === true && outcome.value !== 'lost') {
        this.#calm();
        lane.sharedEpoch = outcome.value.epoch;
        return ok(outcome.value);
      }
      if (outcome?.ok === true) await this.#reopen(channel, lane, '');
      else await this.#worry();
    }
    return fail(errors.broker_away('the broker has stopped'));
  }

  /** Begins a renewed stream with the last values, before what waits for the end of the trouble; that goes on meanwhile. */
  async #handOver(channel: ChannelName, lane: Lane, last: readonly StoredRecord[]): Promise<void> {
    let goesWell = true;
    for (const record of last) {
      if (goesWell && lane.local === undefined) {
        const known = this.#events?.known(channel) ?? { epoch: '', offset: 0 };
        const outcome = await this.#inTime(lane.shared.publish(record, known));
        goesWell = outcome?.ok === true && outcome.value !== 'lost';
        if (goesWell) continue;
      }
      await this.#place(channel, lane, record);
    }
  }

  #placeLocally(channel: ChannelName, stream: LocalStream, record: StoredRecord): Published {
    const placed = stream.place(record);
    if (!placed.repeated) this.#events?.message(channel, placed.epoch, placed.offset, record);
    return placed;
  }

  /** The answer, or `undefined` when Redis is silent for so long that this process goes on alone. */
  async #inTime<T>(work: Promise<T>): Promise<T | undefined> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => {
      this.#goAlone('Redis does not answer');
      resolve(undefined);
    }, this.#options.lossAfterMs);
    try {
      return await Promise.race([work, promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Takes a stream up (again); false when Redis does not answer. */
  async #reopen(channel: ChannelName, lane: Lane, replaces: string): Promise<boolean> {
    const known = lane.local === undefined ? this.#events?.known(channel) : undefined;
    const next = await lane.shared.resume(known ?? { epoch: '', offset: 0 }, replaces);
    if (!next.ok) return false;
    lane.local = undefined;
    lane.sharedEpoch = next.value.epoch;
    await this.#handOver(channel, lane, this.#events?.resumed(channel, next.value) ?? []);
    return true;
  }

  /** Redis is in trouble: wait whether it comes back at once, else go on alone. Resolves when that is settled. */
  #worry(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    if (this.#trouble === undefined) {
      this.#trouble = Promise.withResolvers();
      this.#lossTimer = setTimeout(() => this.#goAlone('Redis is away'), this.#options.lossAfterMs);
      this.#retrySoon();
    }
    return this.#trouble.promise;
  }

  #calm(): void {
    clearTimeout(this.#lossTimer);
    this.#trouble?.resolve();
    this.#trouble = undefined;
  }

  #goAlone(why: string): void {
    if (this.#stopped || [...this.#lanes.values()].every((lane) => lane.local !== undefined)) {
      this.#calm();
      return;
    }
    this.#options.logger.warn({ reason: why }, 'live channels are local to this process until Redis is back');
    for (const [channel, lane] of this.#lanes) {
      if (lane.local !== undefined) continue;
      lane.local = new LocalStream();
      const last = this.#events?.resumed(channel, lane.local.standing('renewed')) ?? [];
      for (const record of last) this.#placeLocally(channel, lane.local, record);
    }
    this.#events?.state(this.state);
    this.#calm();
    this.#retrySoon();
  }

  /** Redis says that it is there. */
  async #back(): Promise<void> {
    if (this.#stopped || this.#rejoining) return;
    const alone = this.state.degraded;
    if (await this.#rejoin()) {
      if (alone) this.#options.logger.info('live channels are shared again');
      this.#calm();
      this.#events?.state(this.state);
    } else this.#retrySoon();
  }

  async #rejoin(): Promise<boolean> {
    this.#rejoining = true;
    const opened = await Promise.all(
      channelNames.map((name) =>
        // A lane that waits for the end of the trouble must not be waited for here.
        this.#trouble !== undefined && this.#lane(name).local === undefined
          ? this.#reopen(name, this.#lane(name), '')
          : this.#inOrder(name, (lane) => this.#reopen(name, lane, lane.local === undefined ? '' : lane.sharedEpoch)),
      ),
    );
    this.#rejoining = false;
    return opened.every(Boolean);
  }

  #retrySoon(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(
      () => {
        const waiting = this.#trouble !== undefined || this.state.degraded;
        if (!waiting || this.#stopped) return;
        if (this.#options.redis.state === 'up') void this.#back();
        else this.#retrySoon();
      },
      Math.min(retryMs, this.#options.lossAfterMs / 3),
    );
  }

  #inOrder<T>(channel: ChannelName, step: (lane: Lane) => Promise<T>): Promise<T> {
    const lane = this.#lane(channel);
    const done = lane.tail.then(() => step(lane));
    lane.tail = done;
    return done;
  }

  #lane(channel: ChannelName): Lane {
    const lane = this.#lanes.get(channel);
    if (lane === undefined) throw errors.unknown_channel(`there is no channel "${channel}"`);
    return lane;
  }
}
