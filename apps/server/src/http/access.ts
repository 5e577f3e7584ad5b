import type { Endpoint } from '@maximus/contracts';
import { errors, mayAccess, type Principal } from '@maximus/http';
import { isAppError, ok, type Result } from '@maximus/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticate, HttpPorts, Limit } from './ports.ts';
import { type RequestState, stateOf } from './request-state.ts';

/** Recognises the caller, asks whether it may, and weighs the request; in this order, before a byte of the body is read. */
export function admission(ports: HttpPorts, endpoint: Endpoint) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const state = stateOf(request);
    state.endpoint = endpoint;
    // Nothing of the body has been waited for: the correlation of the request is still in force.
    const known =
      ports.authenticate === undefined ? undefined : await principalOf(ports.authenticate, endpoint, request);
    if (known?.ok === true) state.principal = known.value;
    // A credential that does not hold counts against its address: guessing is not free.
    if (ports.limit !== undefined) await weigh(ports.limit, endpoint, state, reply);
    if (known?.ok === false) throw known.error;
    admit(state.principal, endpoint);
  };
}

async function principalOf(
  authenticate: Authenticate,
  endpoint: Endpoint,
  request: FastifyRequest,
): Promise<Result<Principal>> {
  const { headers } = request;
  try {
    return await authenticate({
      cookie: headers.cookie,
      authorization: headers.authorization,
      apiKey: textOf(headers['x-api-key']),
      csrfToken: textOf(headers['x-csrf-token']),
      origin: headers.origin,
      fetchSite: textOf(headers['sec-fetch-site']),
      method: request.method,
      host: headers.host,
      address: request.ip,
    });
  } catch (error) {
    // While the database is away nobody is known; what everybody may see, /health above all, is shown all the same.
    const everybodyMay = endpoint.access.role === 'open' && endpoint.method === 'GET';
    if (everybodyMay && isAppError(error) && error.retryable) return ok({ kind: 'anonymous', address: request.ip });
    throw error;
  }
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

async function weigh(limit: Limit, endpoint: Endpoint, state: RequestState, reply: FastifyReply): Promise<void> {
  const decision = await limit({
    policy: endpoint.limit ?? 'default',
    method: endpoint.method,
    route: endpoint.path,
    principal: state.principal,
  });
  reply.headers(decision.headers);
  state.release = () => void decision.release();
  if (!decision.allowed) throw decision.error ?? errors.unavailable('the request was refused');
}

function admit(principal: Principal, { access }: Endpoint): void {
  if (mayAccess(principal, access)) return;
  if (principal.kind === 'anonymous') throw errors.unauthenticated('this needs a log-in or an API token');
  const scopes = access.scopes === undefined ? '' : `, or a token with ${access.scopes.join(' or ')}`;
  throw errors.forbidden(`this needs the role ${access.role}${scopes}`);
}
