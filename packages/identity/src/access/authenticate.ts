import { errors as httpErrors, type Principal } from '@maximus/http';
import { fail, formatId, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { sameText } from '../secrets/digest.ts';
import { isSecret } from '../secrets/secret-text.ts';
import type { CookieJar } from '../sessions/cookies.ts';
import { isLoopbackHost, type Origins } from '../sessions/origins.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { tokenOf } from './credential.ts';
import type { Grants } from './grants.ts';

/** What the server knows of a request before it is let in; header values as they came. */
export interface RequestFacts {
  readonly method: string;
  /** Of the client, behind trusted proxies. */
  readonly address: string;
  /** The whole `Cookie` header. */
  readonly cookie?: string | undefined;
  readonly authorization?: string | undefined;
  /** `X-Api-Key`. */
  readonly apiKey?: string | undefined;
  readonly origin?: string | undefined;
  /** `Sec-Fetch-Site`. */
  readonly fetchSite?: string | undefined;
  /** `X-CSRF-Token`. */
  readonly csrfToken?: string | undefined;
  readonly host?: string | undefined;
}

/** Says who makes a request. */
export type Authenticate = (facts: RequestFacts) => Promise<Result<Principal>>;

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];
const DEVELOPER = formatId('usr', '00000000-0000-0000-0000-000000000000');

/** Whether this is the nameless reader of `auth.dev_open`, who has no account. */
export function isDeveloper(principal: Principal): boolean {
  return principal.kind === 'user' && principal.userId === DEVELOPER;
}

/**
 * Makes the check of every request, open endpoints included. A token that does not hold is refused; a cookie that does not
 * hold is nobody's, so that log-in works with a stale one. A write from a page of another origin is refused (`http.csrf`), and with
 * a session it needs an own `Origin`, `Sec-Fetch-Site: same-origin`, or the session's CSRF token.
 */
export function createAuthenticate(needs: {
  readonly grants: Grants;
  readonly sessions: Sessions;
  readonly cookies: CookieJar;
  readonly origins: Origins;
  readonly devOpen: boolean;
}): Authenticate {
  const { grants, sessions, cookies, origins, devOpen } = needs;
  return async (facts) => {
    const { address } = facts;
    const token = tokenOf(facts.authorization, facts.apiKey);
    if (token.kind === 'bad') return fail(errors.token_invalid('the token is not one of ours'));
    if (token.kind === 'token') {
      const grant = await grants.ofSecret('token', token.secret, address);
      return grant === undefined ? fail(errors.token_invalid('the token does not hold')) : ok(grant.principal(address));
    }
    const writes = !SAFE_METHODS.includes(facts.method.toUpperCase());
    const verdict = origins.judge(facts.origin, facts.fetchSite);
    if (writes && verdict === 'foreign') return fail(foreignOrigin(facts.origin, origins));
    const secret = cookies.read(facts.cookie);
    const grant =
      secret !== undefined && isSecret('mxs', secret) ? await grants.ofSecret('session', secret, address) : undefined;
    if (grant !== undefined) {
      const proven =
        verdict === 'own' || (facts.csrfToken !== undefined && sameText(facts.csrfToken, sessions.csrfToken(grant.id)));
      if (writes && !proven) return fail(httpErrors.csrf('a write with a session needs its Origin or CSRF token'));
      return ok(grant.principal(address));
    }
    if (devOpen && isFromHere(facts) && verdict !== 'foreign') return ok(developerOf(address));
    return ok({ kind: 'anonymous', address });
  };
}

function foreignOrigin(origin: string | undefined, origins: Origins) {
  const shown = (origin ?? 'another site').slice(0, 100);
  return httpErrors.csrf(
    `the page of ${shown} may not write here; http.public_url is ${origins.publicUrl()}, further ones stand in auth.allowed_origins`,
  );
}

/** The nameless reader of `auth.dev_open`. */
export function developerOf(address: string): Principal {
  return { kind: 'user', userId: DEVELOPER, name: 'development', roles: ['viewer'], sessionId: '', address };
}

/** From this machine and asked for by its own name: a page elsewhere may have bent its name to this address. */
function isFromHere({ address, host }: RequestFacts): boolean {
  const plain = address.replace(/^::ffff:/, '');
  if (plain !== '::1' && !isLoopbackHost(plain)) return false;
  return host !== undefined && isLoopbackHost(host.replace(/:\d+$/, ''));
}
