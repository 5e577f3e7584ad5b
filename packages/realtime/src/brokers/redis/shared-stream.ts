import type { RedisClient, ScriptReply } from '@maximus/cache';
import { type ChannelName, channels } from '@maximus/contracts';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import { decodeRecord, encodeRecord, type StoredRecord } from '../../log/index.ts';
import { newEpoch } from '../epoch.ts';
import { idsKept } from '../local-stream.ts';
import type { Continuation, KnownPosition, Published } from '../types.ts';
import { channelKeys } from './channel-keys.ts';
import { publishScript, resumeScript } from './scripts.ts';

const dayMs = 86_400_000;
/** The position outlives the messages: 7 days (gateway.md §1). */
const positionLivesMs = 7 * dayMs;
const pageSize = 200;

/** How much Redis keeps of a channel. */
export interface SharedLimits {
  readonly messages: number;
  readonly ageMs: number;
}

/** The stream of one channel in Redis: two scripts, no state of its own. */
export class SharedStream {
  readonly #redis: RedisClient;
  readonly #channel: ChannelName;
  readonly #limits: SharedLimits;

  constructor(redis: RedisClient, channel: ChannelName, limits: SharedLimits) {
    this.#redis = redis;
    this.#channel = channel;
    this.#limits = limits;
  }

  /** `lost` when the stream has to be resumed first. */
  async publish(record: StoredRecord, known: KnownPosition): Promise<Result<Published | 'lost'>> {
    const { meta, stream, pub } = channelKeys(this.#channel);
    const { mode } = channels[this.#channel];
    const streamLivesMs = mode === 'cache' ? positionLivesMs : this.#limits.ageMs;
    const reply = await this.#redis.eval(
      publishScript,
      [meta, stream, pub],
      [
        ...knownArgs(known),
        mode,
        record.eventId,
        record.key ?? '',
        this.#limits.messages,
        idsKept,
        streamLivesMs,
        positionLivesMs,
        this.#redis.topology === 'cluster' ? 'sharded' : 'plain',
        encodeRecord(record),
      ],
    );
    if (!reply.ok) return reply;
    const [epoch, offset, flag] = listOf(reply.value);
    if (flag === -1) return ok('lost');
    return ok({ epoch: String(epoch), offset: Number(offset), repeated: flag === 1 });
  }

  /** Reads on from a position, page by page; `replaces` is an epoch that must not go on. */
  async resume(known: KnownPosition, replaces = ''): Promise<Result<Continuation>> {
    const first = await this.#page(known, replaces);
    if (!first.ok) return first;
    let { offset } = first.value;
    const { epoch, floor, how } = first.value;
    const entries = [...first.value.entries];
    for (let last = entries.at(-1)?.[0]; last !== undefined && last < offset; last = entries.at(-1)?.[0]) {
      const next = await this.#page({ epoch, offset: last }, '');
      if (!next.ok) return next;
      // Begun anew between two pages: what was read belongs to no stream any more.
      if (next.value.how !== 'continued')
        return fail(errors.broker_away('the stream was begun anew while it was read'));
      if (next.value.entries.length === 0) break;
      entries.push(...next.value.entries);
      offset = next.value.offset;
    }
    return ok({ epoch, offset, floor, how, entries });
  }

  async #page(known: KnownPosition, replaces: string): Promise<Result<Continuation>> {
    const { meta, stream } = channelKeys(this.#channel);
    const reply = await this.#redis.eval(
      resumeScript,
      [meta, stream],
      [...knownArgs(known), channels[this.#channel].mode, pageSize, positionLivesMs, newEpoch(), replaces],
    );
    if (!reply.ok) return reply;
    const [epoch, top, floor, how, ...rest] = listOf(reply.value);
    const entries: (readonly [number, StoredRecord])[] = [];
    for (let at = 0; at < rest.length; at += 2) {
      const record = decodeRecord(String(rest[at + 1]));
      if (record === undefined) return fail(errors.broker_away('a record in Redis cannot be read'));
      entries.push([Number(rest[at]), record]);
    }
    return ok({
      epoch: String(epoch),
      offset: Number(top),
      floor: Number(floor),
      how: how === 1 ? 'continued' : how === 2 ? 'renewed' : 'other',
      entries,
    });
  }
}

function knownArgs(known: KnownPosition): readonly (string | number)[] {
  return [known.epoch, known.offset, known.eventId ?? ''];
}

function listOf(reply: ScriptReply): readonly ScriptReply[] {
  return Array.isArray(reply) ? reply : [];
}
