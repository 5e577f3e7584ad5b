import { AsyncLocalStorage } from 'node:async_hooks';
import { type Clock, newUuid } from '@maximus/kernel';
import { acceptCorrelationId, correlation, type Tracking, tracer } from '@maximus/observability';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { keepState, type RequestState } from './request-state.ts';

/** What opening requests works with. */
export interface OpenRequestOptions {
  readonly clock: Clock;
  readonly tracking: Tracking;
}

/**
 * Opens every request: correlation id and trace context in and out, the count of those in hand, and the RED metrics when
 * the answer is out. Must be the first plug-in, so that each later line and span carries the ids.
 */
export function openRequests(app: FastifyInstance, { clock, tracking }: OpenRequestOptions): void {
  let active = 0;
  // Unique by the start of the process; a random id for each request would be a tenth of what a request costs.
  const bootId = newUuid(clock).slice(-12);
  let count = 0;
  app.addHook('onRequest', (request, reply, done) => {
    tracking.setActive(++active);
    const correlationId = acceptCorrelationId(request.headers['x-correlation-id'], clock);
    const requestId = `${bootId}-${(++count).toString(36)}`;
    reply.header('x-correlation-id', correlationId);
    const { promise: answered, resolve } = Promise.withResolvers<void>();
    correlation.run({ correlationId, requestId }, () => {
      const attributes = { 'http.request.method': request.method, 'url.path': pathOf(request) };
      const work = async (span: { set(name: string, value: string | number): void; rename(name: string): void }) => {
        const gone = new AbortController();
        const state: RequestState = {
          correlationId,
          requestId,
          traceId: tracer.current()?.traceId,
          beganMs: performance.now(),
          gone,
          within: AsyncLocalStorage.snapshot(),
          principal: { kind: 'anonymous', address: request.ip },
          endpoint: undefined,
          params: {},
        };
        keepState(request, state);
        for (const [name, value] of Object.entries(tracer.inject())) reply.header(name, value);
        reply.raw.once('close', () => {
          if (!reply.raw.writableFinished) gone.abort();
          tracking.setActive(--active);
          const route = routeOf(request);
          span.rename(`${request.method} ${route}`);
          span.set('http.route', route);
          span.set('http.response.status_code', reply.statusCode);
          tracking.trackRequest({
            method: knownMethod(request.method),
            route,
            status: reply.statusCode,
            seconds: (performance.now() - state.beganMs) / 1_000,
            ...(state.problem === undefined ? {} : { errorType: state.problem }),
          });
          state.release?.();
          resolve();
        });
        done();
        return await answered;
      };
      void tracer.span(request.method, attributes, work, { kind: 'server', parent: request.headers });
    });
  });
}

/** The pattern of the route; one word for all that has none, so that the metric stays bounded. */
export function routeOf(request: FastifyRequest): string {
  const { url } = request.routeOptions;
  return url === undefined || request.is404 ? 'unmatched' : url;
}

/** The path without its query. */
export function pathOf(request: FastifyRequest): string {
  const end = request.url.indexOf('?');
  return end < 0 ? request.url : request.url.slice(0, end);
}

function knownMethod(method: string): string {
  return /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(method) ? method : 'other';
}
