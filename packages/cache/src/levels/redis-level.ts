import type { Logger } from '@maximus/observability';
import type { RedisClient, RedisScript } from '../redis/types.ts';
import type { LevelCounts } from './level-counts.ts';
import { readStored, type StoredValue, writeStored } from './value-text.ts';

/** Scripts rather than plain commands, because their answer tells whether Redis itself gave it. */
const read: RedisScript = { name: 'cache.read', source: `return redis.call('GET', KEYS[1])` };
const write: RedisScript = {
  name: 'cache.write',
  source: `redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) return 1`,
};
const remove: RedisScript = { name: 'cache.remove', source: `return redis.call('DEL', KEYS[1])` };
/** Answers the era, and whether it was made just now. Eras are times of Redis' clock: none comes twice after a restart. */
const readEra: RedisScript = {
  name: 'cache.read_era',
  source: `
local known = redis.call('GET', KEYS[1])
if known and ARGV[1] == 'keep' then return {known, 0} end
local time = redis.call('TIME')
local era = time[1] * 1000 + math.floor(time[2] / 1000)
if known and tonumber(known) >= era then era = tonumber(known) + 1 end
local text = string.format('%.0f', era)
redis.call('SET', KEYS[1], text)
return {text, 1}`,
};
const eraKey = '{cache}era';
const eraRetryMs = 1_000;

/** The second level: Redis. It holds nothing that this process once failed to overwrite or to remove. */
export interface RedisLevel {
  get(key: string): Promise<StoredValue | undefined>;
  set(key: string, value: StoredValue, nowMs: number): Promise<void>;
  delete(key: string): Promise<void>;
  /** Another process has begun a new era. */
  eraSeen(era: number): void;
  /** News of an era may have been missed: it is asked for again before the next use. */
  eraLost(): void;
  /** Everything stored so far becomes unreadable; the new era, or `undefined` when Redis is away. */
  beginEra(): Promise<number | undefined>;
}

/** What the second level needs. */
export interface RedisLevelNeeds {
  readonly redis: RedisClient;
  readonly counts: LevelCounts;
  readonly logger: Logger;
  now(): number;
  /** Tells the other processes. */
  announce(era: number): void;
}

/**
 * Keys carry the number of an era. A write or a removal that did not reach Redis leaves an older value there: the level
 * then answers nothing until it has begun a new era, in which that value cannot be read by anybody.
 */
export function redisLevel({ redis, counts, logger, now, announce }: RedisLevelNeeds): RedisLevel {
  let era: number | undefined;
  let distrusted = false;
  let triedMs = Number.NEGATIVE_INFINITY;
  let beginning: Promise<number | undefined> | undefined;

  const askEra = (how: 'keep' | 'next'): Promise<number | undefined> => {
    beginning ??= (async () => {
      if (how === 'next') triedMs = now();
      const answer = await redis.eval(readEra, [eraKey], [how]);
      beginning = undefined;
      const [text, made] = answer.ok && Array.isArray(answer.value) ? answer.value : [];
      const asked = Number(text);
      if (!Number.isSafeInteger(asked)) {
        distrusted = true;
        return undefined;
      }
      era = asked;
      if (how === 'next') distrusted = false;
      if (made === 1) announce(asked);
      return asked;
    })();
    return beginning;
  };
  const eraNow = async (): Promise<number | undefined> => {
    if (redis.state === 'down') {
      // What other processes write and remove meanwhile is not known here either.
      if (redis.topology !== 'memory') distrusted = true;
      return undefined;
    }
    if (distrusted) return now() - triedMs < eraRetryMs ? beginning : await askEra('next');
    return era ?? (await askEra('keep'));
  };
  const failed = (err: unknown): void => {
    counts.add('errors');
    logger.debug({ err }, 'the second level of the cache did not answer');
  };
  const mutate = async (script: RedisScript, key: string, args: readonly (string | number)[]): Promise<void> => {
    const current = await eraNow();
    if (current === undefined) {
      if (redis.topology !== 'memory') distrusted = true;
      return;
    }
    const answer = await redis.eval(script, [`cache:${current}:${key}`], args);
    if (answer.ok) return;
    distrusted = true;
    failed(answer.error);
  };
  return {
    async get(key) {
      const current = await eraNow();
      if (current === undefined) return undefined;
      const answer = await redis.eval(read, [`cache:${current}:${key}`], []);
      if (!answer.ok) {
        failed(answer.error);
        counts.add('misses');
        return undefined;
      }
      const stored = typeof answer.value === 'string' ? readStored(answer.value) : undefined;
      if (stored === undefined && answer.value !== null) failed(new Error('a value of the second level is damaged'));
      const usable = stored !== undefined && stored.goneAtMs > now();
      counts.add(usable ? 'hits' : 'misses');
      return usable ? stored : undefined;
    },
    async set(key, value, nowMs) {
      counts.add('sets');
      await mutate(write, key, [writeStored(value), Math.max(1, Math.round(value.goneAtMs - nowMs))]);
    },
    async delete(key) {
      counts.add('deletes');
      await mutate(remove, key, []);
    },
    eraSeen(seen) {
      if (Number.isSafeInteger(seen) && era !== undefined && seen > era) era = seen;
    },
    eraLost() {
      era = undefined;
    },
    beginEra: () => askEra('next'),
  };
}
