import { type Clock, newUuid } from '@maximus/kernel';
import { acceptCorrelationId, type Tracking, tracer } from '@maximus/observability';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { keepState, prepareStates, RequestState } from './request-state.ts';

/** What opening requests works with. */
export interface OpenRequestOptions {
  readonly clock: Clock;
  readonly tracking: Tracking;
}

/**
 * Opens every request: correlation id and trace context in and out, the count of those in hand, and the RED metrics when
 * the answer is out. Must be the first plug-in, so that each later line and span carries the ids. Answers how many
 * requests are in hand.
 */
export function openRequests(app: FastifyInstance, { clock, tracking }: OpenRequestOptions): () => number {
  let active = 0;
  // Unique by the start of the process; a random id for each request would be a tenth of what a request costs.
  const bootId = newUuid(clock).slice(-12);
  let count = 0;
  prepareStates(app);
  app.addHook('onRequest', (request, reply, done) => {
    tracking.setActive(++active);
    const correlationId = acceptCorrelationId(request.headers['x-correlation-id'], clock);
    const ids = { correlationId, requestId: `${bootId}-${(++count).toString(36)}` };
    const attributes = { 'http.request.method': request.method, 'url.path': pathOf(request) };
    const span = tracer.open(request.method, attributes, { kind: 'server', parent: request.headers });
    const state = new RequestState(ids, span, request.ip);
    keepState(request, state);
    reply.header('x-correlation-id', correlationId);
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) state.leave();
      tracking.setActive(--active);
      const route = routeOf(request);
      const { problem } = state;
      span.rename(`${request.method} ${route}`);
      span.set('http.route', route);
      span.set('http.response.status_code', reply.statusCode);
      span.end();
      tracking.trackRequest({
        method: knownMethod(request.method),
        route,
        status: reply.statusCode,
        seconds: (performance.now() - state.beganMs) / 1_000,
        ...(problem === undefined ? {} : { errorType: problem }),
      });
      state.release?.();
    });
    state.within(() => {
      if (state.traceId !== undefined) reply.headers(tracer.inject());
      done();
    });
  });
  return () => active;
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

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

function knownMethod(method: string): string {
  return methods.has(method) ? method : 'other';
}
