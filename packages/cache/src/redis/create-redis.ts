import { type Clock, steadyClock } from '@maximus/kernel';
import { bindMetrics, type Logger, type MetricsRegistry, silentLogger } from '@maximus/observability';
import { Cluster } from 'ioredis';
import type { RedisConfig } from '../config.ts';
import { cacheMetrics } from '../metrics.ts';
import { watchAvailability } from './availability.ts';
import { askHealth, askInfo, healthWithout } from './describe.ts';
import { meansAway, within } from './failures.ts';
import { infoNumber, readInfo } from './info-text.ts';
import { openLanes } from './lanes.ts';
import { linesOf } from './lines.ts';
import { type Link, openLink } from './link.ts';
import { channelListeners } from './listeners.ts';
import { localValues } from './local-values.ts';
import { createMemoryRedis } from './memory-redis.ts';
import { keyOperations } from './operations.ts';
import { redisSettings } from './settings.ts';
import { keepSubscriptions } from './subscriptions.ts';
import type { RedisClient, RedisState } from './types.ts';

/** What `createRedis` is given. */
export interface RedisOptions {
  readonly config: RedisConfig;
  readonly logger?: Logger;
  readonly registry?: MetricsRegistry;
  /** Never steps; the machine's by default. */
  readonly clock?: Clock;
}

/**
 * The client of the configured Redis, or of memory when `url` is empty. Resolves once Redis serves, or after the connect
 * time-out with local memory in its place; never rejects because Redis is away. Throws `cache.bad_url` and
 * `cache.secret_unreadable` for settings that cannot be right.
 */
export async function createRedis(options: RedisOptions): Promise<RedisClient> {
  const { config, logger = silentLogger, clock = steadyClock } = options;
  if (config.url === '') return createMemoryRedis({ logger, clock });
  const settings = redisSettings(config);
  const { keyPrefix, commandTimeoutMs } = settings;
  const { topology } = settings.target;
  const handles = bindMetrics(cacheMetrics, options.registry);
  const counts = { hits: 0, misses: 0, sets: 0, deletes: 0, errors: 0, reconnects: 0 };
  const values = localValues(clock);
  const listeners = channelListeners(logger);
  const watchers = new Set<(state: RedisState) => void>();
  const firstLook = Promise.withResolvers<void>();
  const lanes = openLanes(() => openLink(settings), settings.maxConnections);
  let sharded = topology === 'cluster';

  const deliver = (channel: string, text: string) => listeners.deliver(channel, text);
  const lines = linesOf(settings, lanes.first, () => sharded);
  const subscriptions = keepSubscriptions({ lines, listeners, logger, deliver });
  const availability = watchAvailability({
    clock,
    logger,
    probe: () => within(probe(lanes.first, `${keyPrefix}probe`), commandTimeoutMs),
    reopen: () => {
      // An open connection that answers nothing is worse than none: a new one may find another server.
      if (lanes.first.status === 'ready') lanes.first.disconnect(true);
    },
    restore: async () => {
      sharded = topology === 'cluster' && (await knowsShards(lanes.first, commandTimeoutMs));
      subscriptions.markGap();
      await subscriptions.settle();
    },
    changed: (state) => {
      if (state === 'up') values.clear();
      handles.redis_connection_up.set(state === 'up' ? 1 : 0);
      firstLook.resolve();
      for (const watcher of [...watchers]) watcher(state);
    },
  });
  handles.redis_fallback_seconds.collect((record) => record(availability.downMs() / 1_000));
  watchLink(lanes.first, {
    ready: () => {
      if (availability.everUp) {
        counts.reconnects += 1;
        handles.redis_reconnects_total.inc();
      }
      availability.connected();
    },
    broken: (error) => {
      availability.failed(error);
      firstLook.resolve();
    },
  });

  const noteFailure = (error: unknown): void => {
    counts.errors += 1;
    handles.redis_errors_total.inc();
    if (meansAway(error)) availability.failed(error);
  };
  /** The answer of Redis, or the local one when there is none within the command time-out. */
  const ask = async <T>(remote: (link: Link) => Promise<T>, local: () => T): Promise<T> => {
    if (availability.state === 'down') return local();
    try {
      return await within(lanes.run(remote), commandTimeoutMs);
    } catch (error) {
      noteFailure(error);
      return local();
    }
  };
  const named = (key: string) => keyPrefix + key;
  /** What cannot be settled in time is settled later; listeners are told of the gap then. */
  const settle = async (): Promise<void> => {
    if (availability.state === 'down') return;
    await within(subscriptions.settle(), commandTimeoutMs).catch((err: unknown) => {
      logger.debug({ err }, 'subscriptions take longer than a command may');
    });
  };

  const operations = keyOperations({
    ...{ lanes, values, counts, keyPrefix, commandTimeoutMs, noteFailure, ask },
    slotted: topology === 'cluster',
    isUp: () => availability.state === 'up',
  });

  await within(firstLook.promise, settings.connectTimeoutMs).catch((error: unknown) => availability.failed(error));
  availability.begin();

  return {
    topology,
    get state() {
      return availability.state;
    },
    ...operations,
    async publish(name, message) {
      const channel = named(name);
      await ask(
        async (link) => {
          if (sharded) await link.spublish(channel, message);
          else await link.publish(channel, message);
        },
        () => deliver(channel, message),
      );
    },
    async subscribe(name, listener) {
      const channel = named(name);
      const own = { message: (text: string) => listener.message(text), gap: () => listener.gap?.() };
      if (listeners.add(channel, own)) await settle();
      return {
        async close() {
          if (listeners.remove(channel, own)) await settle();
        },
      };
    },
    onState(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    async getHealth() {
      if (availability.state === 'down') {
        return healthWithout(topology, 'Redis does not answer; local memory stands in');
      }
      try {
        return await askHealth(lanes.first, topology, commandTimeoutMs);
      } catch (error) {
        noteFailure(error);
        return healthWithout(topology, error instanceof Error ? error.message : String(error));
      }
    },
    getStats: () => ({ ...counts, fallbackSeconds: availability.downMs() / 1_000 }),
    getInfo: () => askInfo(lanes.first, topology, commandTimeoutMs),
    async close() {
      availability.close();
      subscriptions.close();
      watchers.clear();
      lanes.close();
    },
  };
}

/** Rejects unless Redis takes a write; a cluster must also say that all of it is well. */
async function probe(link: Link, key: string): Promise<void> {
  if (link instanceof Cluster) {
    const state = readInfo(String(await link.cluster('INFO'))).get('cluster_state');
    if (state !== 'ok') throw new Error(`the cluster says that its state is ${state ?? 'unknown'}`);
  }
  await link.set(key, '1', 'PX', 1_000);
}

/** Sharded pub/sub came with Redis 7. */
async function knowsShards(link: Link, limitMs: number): Promise<boolean> {
  const fields = readInfo(await within(link.info('server'), limitMs));
  return Number.parseInt(fields.get('redis_version') ?? '0', 10) >= 7 || infoNumber(fields, 'valkey_version') >= 8;
}

function watchLink(link: Link, on: { ready(): void; broken(error: unknown): void }): void {
  link.on('ready', on.ready);
  link.on('close', () => on.broken(new Error('the connection to Redis was closed')));
}
