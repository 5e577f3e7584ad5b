import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getOpenApi } from '@maximus/contracts';
import type { Gateway } from '@maximus/gateway';
import type { Route } from '@maximus/http';
import { type Clock, type Lifecycle, type Module, startModules } from '@maximus/kernel';
import {
  bindMetrics,
  createHealthRegistry,
  type HealthRegistry,
  type Observability,
  startProcessWatch,
  startStallWatch,
} from '@maximus/observability';
import type { ServerConfig } from '../config/schema.ts';
import { type App, createApp } from '../http/create-app.ts';
import { type Front, openFront } from '../http/front.ts';
import { openApiDocument } from '../http/openapi.ts';
import { serverMetrics } from '../metrics.ts';
import { modules, modulesOf } from '../modules.ts';
import type { ServerContext } from '../parts/context.ts';
import { httpPorts } from '../parts/http-ports.ts';
import { diskCheck } from '../platform/disk-check.ts';
import { platformRoutes } from '../platform/routes.ts';
import { startTellingStatus } from '../platform/tell-status.ts';
import { openDataDir } from './data-dir.ts';

/** What a server is started with. */
export interface ServerOptions {
  readonly config: ServerConfig;
  readonly clock: Clock;
  readonly observability: Observability;
  /** Absolute. */
  readonly dataDir: string;
  readonly version: string;
  readonly targets: readonly string[];
  /** Aborted when the process is asked to stop: what has not begun to start then does not. */
  readonly stopAsked: AbortSignal;
}

/** A running server. */
export interface RunningServer {
  readonly port: number;
  /** Absent when it is off. */
  readonly metricsPort: number | undefined;
  readonly publicUrl: string;
  readonly lifecycle: Lifecycle<Route>;
  readonly context: ServerContext;
  /** In order: not ready, no new connections, requests in hand, modules in reverse. Answers what hung. */
  stop(deadlineMs: number): Promise<readonly string[]>;
}

/**
 * Starts the server: the port first, so that nothing is touched when another server has it, then the modules in the order
 * of their needs, then the routes. When any of it fails, or
 * the process is asked to stop, everything that was started is stopped and the cause is thrown.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { config, clock, observability, dataDir, version } = options;
  const wanted = modulesOf(options.targets);
  const front = await openFront({ ...config.http, purpose: 'http.port' });
  const closing: (() => unknown)[] = [() => front.drain(AbortSignal.abort())];
  try {
    await openDataDir(dataDir);
    const registry = observability.metrics.registry;
    const watch = startProcessWatch({ clock, logger: observability.logger, registry });
    closing.push(() => watch.stop());
    const publicUrl = publicUrlOf(config, front.port);
    const { logger } = observability;
    const context: ServerContext = { config, clock, logger, registry, jobs: watch.jobs, dataDir, version, publicUrl };
    const own = logger.child({ logger: 'server' });
    const stoppable = modules(context, wanted).map((module) => unlessAsked(module, options.stopAsked));
    const lifecycle = await startModules<Route>(stoppable, wanted, {
      started: (name, tookMs) => own.info({ module: name, took_ms: Math.round(tookMs) }, 'module started'),
      stopped: (name, tookMs) => own.info({ module: name, took_ms: Math.round(tookMs) }, 'module stopped'),
      stopFailed: (name, err) => own.error({ module: name, err }, 'module did not stop'),
    });
    closing.push(() => lifecycle.stop(10_000));
    const state = { isDraining: false, isLate: watch.isLate };
    const health = createHealthRegistry({ clock });
    for (const check of [...lifecycle.checks, ...watch.checks, diskCheck(dataDir)]) health.add(check);
    const app = await buildApp(options, context, lifecycle, health, state);
    closing.push(() => app.close());
    const metricsFront = await openMetrics(options);
    const gateway = lifecycle.value('gateway') as Gateway | undefined;
    const stopTelling = gateway && startTellingStatus({ health, clock, logger: own, publish: gateway.publish });
    front.serve(app.handle, gateway && ((request, socket, head) => gateway.handleUpgrade(request, socket, head)));
    const stall = startStallWatch({ exitModule: new URL('./exit-on-stall.ts', import.meta.url) });
    return {
      port: front.port,
      metricsPort: metricsFront?.port,
      publicUrl,
      lifecycle,
      context,
      stop: async (deadlineMs) => {
        state.isDraining = true;
        stopTelling?.();
        const endsAtMs = performance.now() + deadlineMs;
        // Half of the time is for those who wait for an answer, the rest for what must be put in order.
        const half = AbortSignal.timeout(Math.max(1, deadlineMs / 2));
        await Promise.all([front.drain(half), gateway?.drain(half)]);
        await app.close();
        const hung = await lifecycle.stop(Math.max(1, endsAtMs - performance.now()));
        await metricsFront?.drain(AbortSignal.abort());
        watch.stop();
        await stall.stop();
        return hung;
      },
    };
  } catch (error) {
    for (const close of closing.reverse()) await close();
    throw error;
  }
}

/** A module that fails with the reason of the signal instead of starting once that is aborted. */
function unlessAsked(module: Module<Route>, stopAsked: AbortSignal): Module<Route> {
  const start: Module<Route>['start'] = async (needs) => {
    stopAsked.throwIfAborted();
    return await module.start(needs);
  };
  return { ...module, start };
}

function publicUrlOf({ http }: ServerConfig, port: number): string {
  if (http.public_url !== '') return http.public_url.replace(/\/+$/, '');
  const host = ['0.0.0.0', '::'].includes(http.host) ? '127.0.0.1' : http.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function buildApp(
  { config, clock, observability, version }: ServerOptions,
  context: ServerContext,
  lifecycle: Lifecycle<Route>,
  health: HealthRegistry,
  state: { readonly isDraining: boolean; readonly isLate: () => boolean },
): Promise<App> {
  const { registry, logger, publicUrl, dataDir } = context;
  bindMetrics(serverMetrics, registry).health_check_up.collect(async (record) => {
    const { checks } = await health.report();
    for (const [check, { status }] of Object.entries(checks)) record({ check }, upOf[status]);
  });
  let app: App | undefined;
  let document: unknown;
  const routes: Route[] = [...lifecycle.routes];
  routes.push(
    ...platformRoutes({
      clock,
      version,
      startedAtMs: clock.now(),
      health,
      registry,
      readiness: lifecycle.readiness,
      isDraining: () => state.isDraining,
      levels: observability.levels,
      snapshotFolder: join(dataDir, 'heap-snapshots'),
      compression: () =>
        app?.compression() ?? { answers: 0, original_bytes: 0, compressed_bytes: 0, ratio: 1, saved_bytes: 0 },
      document: () => {
        document ??= openApiDocument(
          routes.map(({ endpoint }) => endpoint),
          { version, serverUrl: publicUrl },
        );
        return document;
      },
    }),
  );
  app = await createApp({
    clock,
    logger,
    tracking: observability.metrics,
    registry,
    ports: httpPorts(lifecycle),
    routes,
    trustedProxies: config.http.trusted_proxies,
    mostRequests: config.http.max_requests,
    isHttps: publicUrl.startsWith('https:'),
    isDraining: () => state.isDraining,
    isLate: state.isLate,
    pageEndpoint: getOpenApi,
    dashboardFolder,
  });
  return app;
}

/** Where `npm run build` puts the dashboard. */
const dashboardFolder = fileURLToPath(new URL('../../../web/dist', import.meta.url));

const upOf = { healthy: 1, degraded: 0.5, unhealthy: 0 } as const;

/** The metrics for a scraper on this machine, without log-in; never on another address. */
async function openMetrics({ config, observability, clock }: ServerOptions): Promise<Front | undefined> {
  const { registry } = observability.metrics;
  if (config.metrics.port === 0 || registry === undefined) return undefined;
  const front = await openFront({ host: '127.0.0.1', port: config.metrics.port, purpose: 'metrics.port' });
  front.serve((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    registry.text().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      (err: unknown) => {
        observability.logger.error({ err, at: clock.now() }, 'the metrics could not be read');
        response.writeHead(500).end();
      },
    );
  });
  return front;
}
