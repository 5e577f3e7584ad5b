import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Bus, createBus } from '@maximus/bus';
import { type Endpoint, eventCatalogue } from '@maximus/contracts';
import { type Principal, problemOf } from '@maximus/http';
import { isAppError, newId, systemClock } from '@maximus/kernel';
import { silentLogger } from '@maximus/observability';
import {
  type Broker,
  bindRealtimeMetrics,
  createMemoryBroker,
  Hub,
  RealtimeConfig,
  realtimeSettings,
} from '@maximus/realtime';
import { GatewayConfig } from '../config.ts';
import { type Gateway, type SnapshotLoaders, startGateway } from '../gateway.ts';
import { FakeIdentity } from './fake-identity.ts';

/** What a test may choose. */
export interface TestGatewayOptions {
  readonly broker?: Broker;
  readonly realtime?: Record<string, unknown>;
  readonly config?: Record<string, unknown>;
  readonly loaders?: SnapshotLoaders;
  readonly port?: number;
  readonly identity?: FakeIdentity;
  /** False: only who says who people are judges origins. */
  readonly judgesOrigins?: boolean;
}

/** A whole gateway on loopback: HTTP server, bus, hub, and people that the test makes up. */
export class TestGateway {
  readonly identity: FakeIdentity;
  readonly hub: Hub;
  readonly bus: Bus;
  readonly port: number;
  readonly gateway: Gateway;
  readonly streams: Set<Duplex>;
  /** Off: upgrades are destroyed, as by a proxy that does not let sockets through. */
  letsSockets = true;
  readonly #stop: () => Promise<void>;

  private constructor(parts: {
    identity: FakeIdentity;
    hub: Hub;
    bus: Bus;
    port: number;
    gateway: Gateway;
    streams: Set<Duplex>;
    stop: () => Promise<void>;
  }) {
    this.identity = parts.identity;
    this.hub = parts.hub;
    this.bus = parts.bus;
    this.port = parts.port;
    this.gateway = parts.gateway;
    this.streams = parts.streams;
    this.#stop = parts.stop;
  }

  static async start(options: TestGatewayOptions = {}): Promise<TestGateway> {
    const identity = options.identity ?? new FakeIdentity();
    const metrics = bindRealtimeMetrics();
    const hub = new Hub({
      broker: options.broker ?? createMemoryBroker(),
      nodeId: crypto.randomUUID(),
      clock: systemClock,
      logger: silentLogger,
      metrics,
      config: realtimeSettings(RealtimeConfig.parse(options.realtime ?? {})),
    });
    await hub.start();
    const bus = await createBus({ catalogue: eventCatalogue, storeDeadLetter: async () => undefined });
    const running = await startGateway({
      ...{ bus, hub, metrics },
      authenticator: identity,
      clock: systemClock,
      logger: silentLogger,
      config: GatewayConfig.parse({ connections_per_user: 5_000, connections_per_address: 5_000, ...options.config }),
      version: '1.2.3',
      nodeName: 'test',
      ...(options.judgesOrigins === false
        ? {}
        : { originAllowed: (origin: string) => origin === 'http://own.example.test' }),
      ...(options.loaders === undefined ? {} : { loaders: options.loaders }),
    });
    const streams = new Set<Duplex>();
    let self: TestGateway | undefined;
    const server = createServer(async (request, response) => {
      const url = new URL(request.url ?? '/', 'http://x');
      const found = running.routes?.find(({ endpoint }) => endpoint.path === url.pathname);
      const name = /mxt_(\w+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const roles = identity.people.get(name)?.roles ?? [];
      const principal: Principal = { kind: 'user', userId: `usr_${name}`, name, roles, sessionId: '', address: '' };
      const gone = new AbortController();
      response.on('close', () => gone.abort());
      try {
        const endpoint: Endpoint | undefined = found?.endpoint;
        const query = endpoint?.query?.parse(Object.fromEntries(url.searchParams)) ?? {};
        const headers = request.headers as Record<string, string | undefined>;
        const input = { params: {}, query, body: undefined, principal, correlationId: 'c', requestId: 'r', headers };
        const answer = await found?.handle({ ...input, signal: gone.signal } as never);
        response.writeHead(answer?.status ?? 404, { 'content-type': 'application/json', ...answer?.headers });
        response.end(answer?.body === undefined ? '' : JSON.stringify(answer.body));
      } catch (error) {
        const problem = problemOf(error, { correlationId: 'c', instance: url.pathname });
        response.writeHead(isAppError(error) ? problem.status : 400, { 'content-type': 'application/problem+json' });
        response.end(JSON.stringify(problem));
      }
    });
    server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
      if (self?.letsSockets === false) return void stream.destroy();
      streams.add(stream);
      stream.once('close', () => streams.delete(stream));
      running.value.handleUpgrade(request, stream, head);
    });
    await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const stop = async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      await running.stop?.(AbortSignal.timeout(0));
      for (const stream of streams) stream.destroy();
      server.closeAllConnections();
      await closed;
      await bus.close();
    };
    self = new TestGateway({ identity, hub, bus, port, gateway: running.value, streams, stop });
    return self;
  }

  url(path: string): string {
    return `ws://127.0.0.1:${this.port}${path}`;
  }

  http(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** A REST answer as `name` gets it. */
  get(path: string, name = 'ana', headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.http(path), { headers: { authorization: `Bearer mxt_${name}`, ...headers } });
  }

  /** An event of the loop, as the outbox relays it. */
  async emit(type: string, data: object, id = newId('evt', systemClock)): Promise<string> {
    const event = eventCatalogue.get(type);
    if (event === undefined) throw new Error(`there is no event "${type}"`);
    const envelope = {
      id,
      type,
      version: event.version,
      occurredAt: new Date().toISOString(),
      correlationId: 'chain',
      causationId: null,
      data,
    };
    await this.bus.publish([{ topic: event.topic, key: 'k', envelope: JSON.stringify(envelope), headers: {} }]);
    return id;
  }

  /** Cuts every socket without a word. */
  cut(): void {
    for (const stream of this.streams) stream.destroy();
  }

  stop(): Promise<void> {
    return this.#stop();
  }
}
