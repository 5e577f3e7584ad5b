import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Bus } from '@maximus/bus';
import { type ChannelName, formatPositions, positionHeaderName } from '@maximus/contracts';
import type { Route } from '@maximus/http';
import { type Clock, newUuid, parseDuration, type Running } from '@maximus/kernel';
import type { Logger } from '@maximus/observability';
import { type Draft, type Hub, type RealtimeMetrics, SocketServer } from '@maximus/realtime';
import type { SocketAuthenticator } from './authenticator.ts';
import type { GatewayConfig } from './config.ts';
import type { ApvLoader } from './mapping/apv.ts';
import { feedChannels } from './mapping/feed.ts';
import { Observer, type PhiSources } from './phi/observe.ts';
import { pollRoute } from './routes/poll.ts';
import { statusRoutes } from './routes/status.ts';
import { Door } from './sockets/door.ts';
import { drain } from './sockets/drain.ts';
import { watchRevocations } from './sockets/revocation.ts';

/** The last value of one entry of a channel that keeps last values. */
export interface CacheValue {
  readonly key: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** RFC 3339. */
  readonly timestamp: string;
}

/** Loads what channels cannot know by themselves. */
export interface SnapshotLoaders extends ApvLoader {
  /** What the channels start with after a start, by channel (`containers`, `osint`, `tasks`, `system`). */
  readonly values?: Partial<Record<ChannelName, () => Promise<readonly CacheValue[]>>>;
  /** The terms of the index phi; without them the channel `consciousness` stays silent. */
  readonly phi?: PhiSources;
}

/** What the gateway needs. */
export interface GatewayNeeds {
  readonly bus: Pick<Bus, 'subscribe' | 'health'>;
  readonly authenticator: SocketAuthenticator;
  /** Started; stopped with the gateway. */
  readonly hub: Hub;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: RealtimeMetrics;
  readonly config: GatewayConfig;
  readonly version: string;
  /** Stable over restarts where it can be, such as the host's name. */
  readonly nodeName: string;
  readonly loaders?: SnapshotLoaders;
  /** Address of the client behind trusted proxies; the socket's own by default. */
  readonly addressOf?: (request: IncomingMessage) => string;
  /** Whether a page of this origin may use a session. */
  readonly originAllowed?: (origin: string) => boolean;
}

/** What the gateway gives to the server and to other parts. */
export interface Gateway {
  /** Takes every upgrade of the HTTP server. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * The `X-Maximus-Position` header of a REST answer that a client joins with live channels: read before the data, so
   * that nothing falls between.
   */
  positionHeader(...channels: readonly string[]): Readonly<Record<string, string>>;
  /** Publishes what is no event, such as the progress of a running sync; one event id is one message. */
  publish(channel: ChannelName, draft: Draft): ReturnType<Hub['publish']>;
  /** Sends everybody away over the drain time; `stop` does so too, and joins one that runs. */
  drain(deadline: AbortSignal): Promise<void>;
}

/** Events after which the index of self-observation may be another. */
const observedFamilies = new Set(['feed', 'index', 'project', 'snapshot', 'scan']);

/** Starts the gateway: channels are fed from the bus, sockets come through `handleUpgrade`. */
export async function startGateway(needs: GatewayNeeds): Promise<Running<Gateway, Route>> {
  const { bus, hub, clock, logger, metrics, config, authenticator, loaders = {}, nodeName } = needs;
  const sockets = new SocketServer({ hub, metrics });
  const addressOf = needs.addressOf ?? ((request: IncomingMessage) => request.socket.remoteAddress ?? '');
  const { originAllowed, version } = needs;
  const door = new Door({
    ...{ sockets, authenticator, clock, logger, config, version, addressOf },
    nodeId: hub.nodeId,
    ...(originAllowed === undefined ? {} : { originAllowed }),
  });
  const observer = loaders.phi && new Observer({ hub, sockets, sources: loaders.phi, clock, logger });
  await fillCaches(hub, loaders, clock, logger);
  const feed = await feedChannels({
    bus: {
      subscribe: (subscription) =>
        bus.subscribe({
          ...subscription,
          handle: async (event, context) => {
            await subscription.handle(event, context);
            if (observedFamilies.has(event.type.slice(0, event.type.indexOf('.')))) observer?.changed();
          },
        }),
    },
    ...{ hub, clock, logger, nodeName, load: loaders, catchUpAgeMs: parseDuration(config.catch_up_age) ?? 0 },
  });
  const stopWatching = watchRevocations(sockets, authenticator, logger);
  observer?.start();
  let draining: Promise<void> | undefined;
  const drainAll = (deadline: AbortSignal): Promise<void> => {
    draining ??= leave(deadline);
    return draining;
  };
  async function leave(deadline: AbortSignal): Promise<void> {
    door.close();
    logger.info({ connections: sockets.registry.size }, 'the gateway drains');
    const data = { component: 'gateway', status: 'draining', detail: `node ${nodeName} goes away` };
    const timestamp = new Date(clock.now()).toISOString();
    await hub.publish('system', {
      eventId: newUuid(clock),
      type: 'system_status',
      key: `gateway-${nodeName}`,
      data,
      timestamp,
    });
    await drain(() => sockets.registry.all(), config.drain_seconds, deadline);
  }
  const degraded = () => [...(hub.broker.degraded ? ['fanout'] : []), ...(bus.health().connected ? [] : ['bus'])];
  const isDraining = () => draining !== undefined;
  const queueLimitBytes = hub.config.queue_high_size;
  return {
    value: {
      handleUpgrade: (request, socket, head) => door.enter(request, socket, head),
      positionHeader: (...channels) => ({ [positionHeaderName]: positionsOf(hub, channels) }),
      publish: (channel, draft) => hub.publish(channel, draft),
      drain: drainAll,
    },
    routes: [
      ...statusRoutes({
        hub,
        sockets,
        clock,
        nodeId: hub.nodeId,
        queueLimitBytes,
        degraded,
        isDraining,
        startedMs: clock.now(),
      }),
      pollRoute({ hub, clock }),
    ],
    checks: [
      {
        name: 'gateway',
        check: async () =>
          hub.broker.degraded
            ? { status: 'degraded', detail: 'fanout: live channels are local to this process until Redis is back' }
            : { status: 'healthy' },
      },
    ],
    ready: () => (isDraining() ? { ready: false, reason: 'the gateway drains' } : { ready: true }),
    stop: async (deadline) => {
      stopWatching();
      observer?.stop();
      await drainAll(deadline);
      await feed.stop(deadline);
      await hub.stop();
    },
  };
}

function positionsOf(hub: Hub, channels: readonly string[]): string {
  return formatPositions(
    channels.flatMap((name) => {
      const position = hub.position(name);
      return position === undefined ? [] : [[name, position] as const];
    }),
  );
}

/** Gives channels of last values what the database knows, where no other node has done so. */
async function fillCaches(hub: Hub, { values = {} }: SnapshotLoaders, clock: Clock, logger: Logger): Promise<void> {
  for (const [channel, load] of Object.entries(values) as [ChannelName, () => Promise<readonly CacheValue[]>][]) {
    if ((hub.position(channel)?.offset ?? 0) > 0) continue;
    try {
      for (const { key, type, data, timestamp } of await load()) {
        await hub.publish(channel, { eventId: newUuid(clock), key, type, data, timestamp });
      }
    } catch (error) {
      // The channel fills with the next changes; lists are read by REST in any case.
      logger.warn({ err: error, channel }, 'the last values of a channel could not be loaded');
    }
  }
}
