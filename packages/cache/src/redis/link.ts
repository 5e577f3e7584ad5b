import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis';
import { backOffMs } from './back-off.ts';
import type { RedisSettings } from './settings.ts';
import type { RedisAddress } from './target.ts';

/** Options of a server without the one that changes the types of the answers. */
type ServerOptions = Omit<RedisOptions, 'replyMapping'>;

/** Connections for commands: to the server, or one to each node of a cluster. */
export type Link = Redis | Cluster;

/**
 * Opens the connections of one topology. They come back by themselves after 1–30 s. A command that cannot be sent now, or
 * whose connection breaks, fails at once: nothing is queued that would be carried out after the caller has gone on.
 */
export function openLink(settings: RedisSettings): Link {
  const { target } = settings;
  const link = target.topology === 'cluster' ? openCluster(settings) : new Redis(serverOptions(settings, backOffMs));
  // Failures show where commands fail; without a listener the emitter would throw.
  link.on('error', () => undefined);
  link.connect().catch(() => undefined);
  return link;
}

/** A connection for subscriptions, not open yet and never reopened: who holds it decides where to go next. */
export function openLine(settings: RedisSettings, node?: RedisAddress): Redis {
  const own: ServerOptions = {
    ...serverOptions(settings, undefined),
    ...(node ?? {}),
    connectionName: 'maximus-subscriber',
  };
  const line = new Redis(own);
  line.on('error', () => undefined);
  return line;
}

function serverOptions(settings: RedisSettings, retry: ((tries: number) => number) | undefined): ServerOptions {
  const { target, connectTimeoutMs, db, login, sentinelLogin, tls } = settings;
  const [address] = target.addresses;
  const common: ServerOptions = {
    ...nodeOptions(settings),
    ...login,
    db,
    enableOfflineQueue: false,
    retryStrategy: retry ?? null,
  };
  if (target.topology !== 'sentinel') return { ...common, ...address, ...(tls === undefined ? {} : { tls }) };
  return {
    ...common,
    name: target.group ?? '',
    sentinels: target.addresses.map(({ host, port }) => ({ host, port })),
    sentinelCommandTimeout: connectTimeoutMs,
    // Told by the sentinels, the client leaves a master that was replaced without waiting for its connection to break.
    failoverDetector: retry !== undefined,
    sentinelRetryStrategy: retry ?? (() => null),
    ...(sentinelLogin.username === undefined ? {} : { sentinelUsername: sentinelLogin.username }),
    ...(sentinelLogin.password === undefined ? {} : { sentinelPassword: sentinelLogin.password }),
    ...(tls === undefined ? {} : { tls, sentinelTLS: tls, enableTLSForSentinelMode: true }),
  };
}

/** What every connection has, to a server of any topology. */
function nodeOptions({ connectTimeoutMs }: RedisSettings): ServerOptions {
  return {
    connectTimeout: connectTimeoutMs,
    connectionName: 'maximus',
    lazyConnect: true,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // A server that has become a replica is left: behind its name or its sentinels there may be a new master.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  };
}

function openCluster(settings: RedisSettings): Cluster {
  const { login, target, tls } = settings;
  const options: Omit<ClusterOptions, 'redisOptions'> = {
    lazyConnect: true,
    enableOfflineQueue: false,
    clusterRetryStrategy: (tries) => backOffMs(tries),
    slotsRefreshTimeout: settings.connectTimeoutMs,
    // Certificates name hosts, not the addresses behind them.
    ...(tls === undefined ? {} : { dnsLookup: (host, done) => done(null, host) }),
  };
  const redisOptions = { ...nodeOptions(settings), ...login, ...(tls === undefined ? {} : { tls }) };
  return new Cluster([...target.addresses], { ...options, redisOptions });
}
