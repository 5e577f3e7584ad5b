import { Readable } from 'node:stream';
import { type Answer, errors, type HandlerInput, type Route } from '@maximus/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { admission } from './access.ts';
import { carryOutOnce } from './carry-out-once.ts';
import { entityTag, matches } from './entity-tag.ts';
import type { HttpPorts } from './ports.ts';
import { stateOf } from './request-state.ts';
import { defaultBodyBytes, uploadOf } from './upload.ts';
import { validate } from './validate.ts';

/** Headers that hold credentials: handlers do not see them. */
const credentials = new Set(['authorization', 'cookie', 'x-api-key', 'x-csrf-token', 'proxy-authorization']);

/** Path of an endpoint in the framework's form: `{id}` is `:id`. */
export function pathPattern(path: string): string {
  return path.replaceAll(/\{([a-z_]+)\}/gi, ':$1');
}

/** Mounts one route with everything that the endpoint declares. */
export function mountRoute(app: FastifyInstance, route: Route, ports: HttpPorts): void {
  const { endpoint } = route;
  app.route({
    method: endpoint.method,
    url: pathPattern(endpoint.path),
    bodyLimit: endpoint.maxBodyBytes ?? defaultBodyBytes,
    // A HEAD is answered by its GET; the framework cuts the body off.
    exposeHeadRoute: endpoint.method === 'GET',
    ...(endpoint.answersSecret === true ? { compress: false } : {}),
    onRequest: admission(ports, endpoint),
    handler: async (request, reply) => {
      const state = stateOf(request);
      return await state.within(async () => {
        const checked = validate(endpoint, {
          params: request.params,
          query: request.query,
          body: jsonOf(request, route),
        });
        state.params = checked.params;
        const input: HandlerInput<typeof endpoint> = {
          ...(checked as Pick<HandlerInput<typeof endpoint>, 'params' | 'query' | 'body'>),
          ...(isStreamed(route) ? { upload: await uploadOf(request, endpoint) } : {}),
          principal: state.principal,
          correlationId: state.correlationId,
          requestId: state.requestId,
          headers: plainHeaders(request, endpoint.readsCookies === true),
          signal: state.gone.signal,
        };
        const answer = await carryOutOnce(ports.repeats, request, route, () => route.handle(input));
        return await send(request, reply, route, answer);
      });
    },
  });
}

/** Whether the body of an endpoint is handed over as a stream. */
export function isStreamed({ endpoint }: Route): boolean {
  return endpoint.bodyKind === 'raw' || endpoint.bodyKind === 'either';
}

function jsonOf(request: FastifyRequest, route: Route): unknown {
  if (isStreamed(route)) return undefined;
  if (route.endpoint.body === undefined && request.body !== undefined && request.body !== null) {
    const empty = typeof request.body === 'object' && Object.keys(request.body).length === 0;
    if (!empty) throw errors.bad_request('this endpoint takes no body');
    return undefined;
  }
  return request.body;
}

function plainHeaders(request: FastifyRequest, withCookies: boolean): HandlerInput<Route['endpoint']>['headers'] {
  const isShown = (name: string) => !credentials.has(name) || (withCookies && name === 'cookie');
  const shown = Object.entries(request.headers).filter(([name]) => isShown(name));
  return Object.fromEntries(shown.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
}

async function send(request: FastifyRequest, reply: FastifyReply, route: Route, answer: Answer): Promise<FastifyReply> {
  const { endpoint } = route;
  reply
    .status(answer.status)
    .header('cache-control', 'no-store')
    .headers({ ...answer.headers });
  const { body } = answer;
  if (body === undefined || body === null) return await reply.send();
  if (body instanceof Readable || body instanceof Uint8Array || typeof body === 'string') {
    if (!reply.hasHeader('content-type')) reply.type(endpoint.produces ?? 'application/octet-stream');
    return await reply.send(typeof body === 'string' || body instanceof Readable ? body : Buffer.from(body));
  }
  const text = JSON.stringify(body);
  if (!reply.hasHeader('content-type')) reply.type('application/json');
  if (endpoint.method === 'GET' && answer.status === 200) {
    if (!reply.hasHeader('etag')) reply.header('etag', entityTag(text));
    if (matches(request.headers['if-none-match'], String(reply.getHeader('etag'))))
      return await reply.status(304).send();
  }
  return await reply.send(text);
}
