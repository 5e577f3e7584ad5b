import type { Audit } from '@maximus/audit';
import type { Gateway } from '@maximus/gateway';
import type { Principal, Route } from '@maximus/http';
import type { Identity } from '@maximus/identity';
import type { Lifecycle } from '@maximus/kernel';
import type { Limiter } from '@maximus/ratelimit';
import type { Storage } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { HttpPorts } from '../http/ports.ts';

/** What the started modules give to the HTTP side. Throws `server.unknown_policy` for an endpoint whose limit nobody knows. */
export function httpPorts(lifecycle: Lifecycle<Route>): HttpPorts {
  const storage = lifecycle.value('storage') as Storage | undefined;
  const audit = lifecycle.value('audit') as Audit | undefined;
  const identity = lifecycle.value('identity') as Identity | undefined;
  const limiter = lifecycle.value('ratelimit') as Limiter | undefined;
  const gateway = lifecycle.value('gateway') as Gateway | undefined;
  for (const { endpoint } of lifecycle.routes) {
    if (endpoint.limit === undefined || limiter === undefined || limiter.has(endpoint.limit)) continue;
    throw errors.unknown_policy(`${endpoint.id} names the rate limit "${endpoint.limit}", which does not exist`);
  }
  return {
    authenticate: identity?.authenticate,
    repeats: storage?.idempotencyKeys,
    positionHeader: gateway?.positionHeader,
    recordWrite: audit === undefined ? undefined : (write) => audit.recordWrite(write),
    limit:
      limiter === undefined
        ? undefined
        : async ({ policy, method, route, principal }) =>
            await limiter.consume({ policy, method, route, address: principal.address, client: clientOf(principal) }),
  };
}

function clientOf(principal: Principal) {
  switch (principal.kind) {
    case 'anonymous':
      return { kind: 'anonymous' } as const;
    case 'user':
      return { kind: 'user', id: principal.userId, roles: principal.roles } as const;
    case 'token':
      return { kind: 'token', id: principal.tokenId } as const;
  }
}
