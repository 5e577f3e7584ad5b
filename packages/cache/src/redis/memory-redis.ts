import { type Clock, fail, type Result, steadyClock } from '@maximus/kernel';
import { type Logger, silentLogger } from '@maximus/observability';
import { errors } from '../errors.ts';
import { channelListeners } from './listeners.ts';
import { localValues } from './local-values.ts';
import type { RedisClient, ScriptReply } from './types.ts';

/** What `createMemoryRedis` may be given. */
export interface MemoryRedisOptions {
  readonly logger?: Logger;
  /** Never steps. */
  readonly clock?: Clock;
}

/** The client of a server that has no Redis: one process, bounded memory, and no scripts. Its state is always `down`. */
export function createMemoryRedis({
  logger = silentLogger,
  clock = steadyClock,
}: MemoryRedisOptions = {}): RedisClient {
  const values = localValues(clock);
  const listeners = channelListeners(logger);
  const counts = { hits: 0, misses: 0, sets: 0, deletes: 0 };
  const read = (key: string): string | undefined => {
    const value = values.get(key);
    if (value === undefined) counts.misses += 1;
    else counts.hits += 1;
    return value;
  };
  return {
    topology: 'memory',
    state: 'down',
    get: async (key) => read(key),
    async set(key, value, options = {}) {
      counts.sets += 1;
      values.set(key, value, options.ttlMs);
    },
    async delete(...keys) {
      counts.deletes += keys.length;
      return keys.filter((key) => values.delete(key)).length;
    },
    mget: async (keys) => keys.map(read),
    exists: async (key) => values.get(key) !== undefined,
    incr: async (key, { by = 1, ttlMs } = {}) => values.incr(key, by, ttlMs),
    eval: async (script): Promise<Result<ScriptReply>> =>
      fail(errors.redis_away(`there is no Redis to run ${script.name}`)),
    publish: async (channel, message) => listeners.deliver(channel, message),
    async subscribe(channel, listener) {
      const own = { message: (text: string) => listener.message(text) };
      listeners.add(channel, own);
      return { close: async () => void listeners.remove(channel, own) };
    },
    onState: () => () => undefined,
    getHealth: async () => ({ state: 'ok', topology: 'memory', healthy: true, nodes: 0, masters: 0, replicas: 0 }),
    getStats: () => ({ ...counts, errors: 0, reconnects: 0, fallbackSeconds: 0 }),
    getInfo: async () => ({ topology: 'memory', nodes: [] }),
    close: async () => values.clear(),
  };
}
