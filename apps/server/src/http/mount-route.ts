import { Readable } from 'node:stream';
import { type Answer, errors, type HandlerInput, type Route, type Upload } from '@maximus/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { admission } from './access.ts';
import { carryOutOnce } from './carry-out-once.ts';
import { entityTag, matches } from './entity-tag.ts';
import type { HttpPorts } from './ports.ts';
import { type RequestState, stateOf } from './request-state.ts';
import { defaultBodyBytes, uploadOf } from './upload.ts';
import { validate } from './validate.ts';

/** Headers that hold credentials: handlers do not see them. */
const credentials = new Set(['authorization', 'cookie', 'x-api-key', 'x-csrf-token', 'proxy-authorization']);

/** Path of an endpoint in the framework's form: `{id}` is `:id`. */
export function pathPattern(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
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
    handler: (request, reply) => stateOf(request).within(() => answer(request, reply, route, ports)),
  });
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  route: Route,
  ports: HttpPorts,
): Promise<FastifyReply> {
  const { endpoint } = route;
  const state = stateOf(request);
  const raw = { params: request.params, query: request.query, body: jsonOf(request, route) };
  const checked = validate(endpoint, raw) as Checked;
  state.params = checked.params;
  const upload = isStreamed(route) ? await uploadOf(request, endpoint) : undefined;
  const input = new RequestInput(request, checked, endpoint.readsCookies === true, upload);
  if (endpoint.joins !== undefined && ports.positionHeader !== undefined)
    reply.headers({ ...ports.positionHeader(...endpoint.joins) });
  const isRepeatable = endpoint.method === 'POST' && request.headers['idempotency-key'] !== undefined;
  const made = await (isRepeatable
    ? carryOutOnce(ports.repeats, request, route, () => route.handle(input))
    : route.handle(input));
  return send(request, reply, route, made);
}

type Input = HandlerInput<Route['endpoint']>;
type Checked = Pick<Input, 'params' | 'query' | 'body'>;

/** What a handler is given; what few of them read, the headers and the signal, is made when it is read. */
class RequestInput implements Input {
  readonly params: Input['params'];
  readonly query: Input['query'];
  readonly body: Input['body'];
  readonly upload?: Upload;
  readonly principal: Input['principal'];
  readonly correlationId: string;
  readonly requestId: string;
  readonly #request: FastifyRequest;
  readonly #state: RequestState;
  readonly #withCookies: boolean;

  constructor(request: FastifyRequest, checked: Checked, withCookies: boolean, upload: Upload | undefined) {
    const state = stateOf(request);
    this.params = checked.params;
    this.query = checked.query;
    this.body = checked.body;
    if (upload !== undefined) this.upload = upload;
    this.principal = state.principal;
    this.correlationId = state.correlationId;
    this.requestId = state.requestId;
    this.#request = request;
    this.#state = state;
    this.#withCookies = withCookies;
  }

  get headers(): Input['headers'] {
    return plainHeaders(this.#request, this.#withCookies);
  }

  get signal(): AbortSignal {
    return this.#state.signal;
  }
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

function plainHeaders(request: FastifyRequest, withCookies: boolean): Input['headers'] {
  const isShown = (name: string) => !credentials.has(name) || (withCookies && name === 'cookie');
  const shown = Object.entries(request.headers).filter(([name]) => isShown(name));
  return Object.fromEntries(shown.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
}

function send(request: FastifyRequest, reply: FastifyReply, route: Route, answer: Answer): FastifyReply {
  const { endpoint } = route;
  reply.status(answer.status).header('cache-control', 'no-store');
  if (answer.headers !== undefined) reply.headers({ ...answer.headers });
  const { body } = answer;
  if (body === undefined || body === null) return reply.send();
  if (body instanceof Readable || body instanceof Uint8Array || typeof body === 'string') {
    if (!reply.hasHeader('content-type')) reply.type(endpoint.produces ?? 'application/octet-stream');
    return reply.send(typeof body === 'string' || body instanceof Readable ? body : Buffer.from(body));
  }
  const text = JSON.stringify(body);
  if (!reply.hasHeader('content-type')) reply.type('application/json');
  if (endpoint.method === 'GET' && answer.status === 200) {
    if (!reply.hasHeader('etag')) reply.header('etag', entityTag(text));
    const known = request.headers['if-none-match'];
    if (known !== undefined && matches(known, String(reply.getHeader('etag')))) return reply.status(304).send();
  }
  return reply.send(text);
}
