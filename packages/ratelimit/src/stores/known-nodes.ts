import { randomUUID } from 'node:crypto';
import type { RedisClient, RedisScript } from '@maximus/cache';

const beatMs = 10_000;
const forgottenMs = 35_000;
const key = '{ratelimit}nodes';

const beatScript: RedisScript = {
  name: 'ratelimit.beat',
  source: `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[2]))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('ZCARD', KEYS[1])`,
};
const leaveScript: RedisScript = { name: 'ratelimit.leave', source: `return redis.call('ZREM', KEYS[1], ARGV[1])` };

/** How many processes share the limits. */
export interface KnownNodes {
  /** The last number that Redis told; 1 before the first. */
  readonly count: number;
  beat(): Promise<void>;
  close(): Promise<void>;
}

/** Tells Redis every ten seconds that this process is there. */
export function knownNodes(redis: RedisClient): KnownNodes {
  const self = randomUUID();
  let count = 1;
  const beat = async (): Promise<void> => {
    const answer = await redis.eval(beatScript, [key], [self, forgottenMs]);
    if (answer.ok) count = Math.max(1, Number(answer.value) || 1);
  };
  const timer = setInterval(() => void beat(), beatMs);
  timer.unref();
  return {
    get count() {
      return count;
    },
    beat,
    async close() {
      clearInterval(timer);
      await redis.eval(leaveScript, [key], [self]);
    },
  };
}
