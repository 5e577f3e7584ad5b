import type { Endpoint } from '@maximus/contracts';
import { errors, type Route } from '@maximus/http';
import { type Clock, isAppError } from '@maximus/kernel';
import type { Logger, MetricsRegistry, Tracking } from '@maximus/observability';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { admission } from './access.ts';
import { addApiPage } from './api-page.ts';
import { type CompressionStatistics, compressAnswers } from './compress.ts';
import { serveDashboard } from './dashboard.ts';
import { expandBodies } from './expand-body.ts';
import { readJsonBodies } from './json-body.ts';
import { isStreamed, mountRoute, pathPattern } from './mount-route.ts';
import { openRequests } from './open-request.ts';
import type { HttpPorts } from './ports.ts';
import { answerProblems, refuseAddress } from './problems.ts';
import { recordWrites } from './record-writes.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { shedLoad } from './shed-load.ts';
import { readStreamedBodies } from './upload.ts';

/** What the HTTP side is built from. */
export interface AppOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tracking: Tracking;
  readonly registry: MetricsRegistry | undefined;
  readonly ports: HttpPorts;
  readonly routes: readonly Route[];
  /** Addresses and networks (CIDR) whose forwarded headers are believed. */
  readonly trustedProxies: readonly string[];
  readonly mostRequests: number;
  readonly isHttps: boolean;
  readonly isDraining: () => boolean;
  /** Whether the event loop has been late without a break. */
  readonly isLate: () => boolean;
  /** Endpoint that stands for the API page's rights. */
  readonly pageEndpoint: Endpoint;
  /** Where the built dashboard lies; without one the page of the API is the front door. */
  readonly dashboardFolder: string;
}

/** The HTTP side, ready to answer; it listens on nothing by itself. */
export interface App {
  readonly handle: (request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => void;
  readonly compression: () => CompressionStatistics;
  close(): Promise<void>;
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Builds the HTTP side: every rule that holds for all endpoints, then the endpoints. */
export async function createApp(options: AppOptions): Promise<App> {
  const logger = options.logger.child({ logger: 'http' });
  const app = fastify({
    logger: false,
    trustProxy: options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: false },
    forceCloseConnections: false,
    return503OnClosing: false,
    genReqId: () => '',
    frameworkErrors: (error, request, reply) => refuseAddress(error, request, reply, options.clock),
  });
  answerProblems(app, logger);
  const inHand = openRequests(app, options);
  await shedLoad(app, options, inHand, logger);
  await addSecurityHeaders(app, options.isHttps);
  const compression = await compressAnswers(app, options.registry);
  serveDashboard(app, options.dashboardFolder);
  recordWrites(app, options.ports, logger);
  expandBodies(app);
  await app.register(async (scope) => {
    readJsonBodies(scope);
    for (const route of options.routes) if (!isStreamed(route)) mountRoute(scope, route, options.ports);
  });
  await app.register(async (scope) => {
    await readStreamedBodies(scope);
    for (const route of options.routes) if (isStreamed(route)) mountRoute(scope, route, options.ports);
  });
  addApiPage(app, pageAdmission(options));
  refuseOtherMethods(app, options.routes);
  await app.ready();
  return { handle: (request, response) => app.routing(request, response), compression, close: () => app.close() };
}

/** The page asks a person without a session to log in; programs are told 401. */
function pageAdmission({ ports, pageEndpoint }: AppOptions) {
  const admit = admission(ports, pageEndpoint);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    try {
      return await admit(request, reply);
    } catch (error) {
      const isPerson = request.headers.accept?.includes('text/html') === true;
      if (!isPerson || !isAppError(error) || error.http !== 401) throw error;
      return await reply.redirect('/login?return_to=/api/docs', 303);
    }
  };
}

/** A known path with a method that it does not take is 405 with `Allow`, not 404. */
function refuseOtherMethods(app: FastifyInstance, routes: readonly Route[]): void {
  const taken = new Map<string, Set<string>>();
  for (const { endpoint } of routes) {
    const path = pathPattern(endpoint.path);
    taken.set(path, (taken.get(path) ?? new Set()).add(endpoint.method));
  }
  for (const [url, own] of taken) {
    const rest = methods.filter((method) => !own.has(method));
    if (rest.length === 0) continue;
    const allow = [...own, ...(own.has('GET') ? ['HEAD'] : [])].join(', ');
    app.route({
      method: [...rest],
      url,
      exposeHeadRoute: false,
      onRequest: () => {
        throw errors.method_not_allowed(`this path takes ${allow}`, { allow });
      },
      handler: () => undefined,
    });
  }
}
