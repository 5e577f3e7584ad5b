import type { Audit } from '@maximus/audit';
import { DisplayName, EmailAddress } from '@maximus/contracts';
import { type Clock, fail, isAppError, ok, type Result } from '@maximus/kernel';
import { type Database, oidcFlowRows } from '@maximus/storage';
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type IDToken,
  randomNonce,
  randomPKCECodeVerifier,
} from 'openid-client';
import { z } from 'zod';
import { type Caller, entryOf } from '../caller.ts';
import type { AuthConfig } from '../config.ts';
import { errors } from '../errors.ts';
import type { RevocationWatch } from '../revocations/watch.ts';
import { digestOf } from '../secrets/digest.ts';
import type { SealingKey } from '../secrets/seal.ts';
import { isSecret, newSecret } from '../secrets/secret-text.ts';
import type { CookieJar } from '../sessions/cookies.ts';
import type { Origins } from '../sessions/origins.ts';
import type { NewSession, Sessions } from '../sessions/sessions.ts';
import { logInPerson } from './accounts.ts';
import { parseGroupRoles, rolesOfGroups } from './group-roles.ts';
import type { OidcProvider } from './provider.ts';

/** Log-in with the OpenID provider: code flow with PKCE, state and nonce. */
export interface OidcFlow {
  /** Where to send the browser, and the cookie that binds the flow to it. */
  start(returnTo: string): Promise<Result<{ readonly location: string; readonly setCookie: string }>>;
  /**
   * The end of a flow. `query` is the callback's, `cookie` the request's header. `identity.oidc_refused` for anything that
   * does not hold: foreign browser, state seen before, other nonce, issuer, audience or signature.
   */
  finish(
    query: Readonly<Record<string, unknown>>,
    cookie: string | undefined,
    caller: Caller,
  ): Promise<Result<NewSession & { readonly returnTo: string }>>;
}

const FLOW_MS = 10 * 60_000;
const MOST_FLOWS = 10_000;
const CALLBACK = '/api/auth/oidc/callback';

const SealedFlow = z.strictObject({ nonce: z.string(), verifier: z.string(), returnTo: z.string() });

/** What the flow needs. */
interface FlowNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly key: SealingKey;
  readonly provider: OidcProvider;
  readonly sessions: Sessions;
  readonly watch: RevocationWatch;
  readonly origins: Origins;
  readonly cookies: CookieJar;
  readonly config: AuthConfig['oidc'];
  readonly log: { warn(fields: object, message: string): void };
}

/** Creates the flow of a provider. */
export function createOidcFlow(needs: FlowNeeds): OidcFlow {
  const { db, clock, audit, key, provider, origins, cookies, config, log } = needs;
  const groupRoles = parseGroupRoles(config.group_roles);
  const redirectUri = () => `${origins.publicUrl()}${CALLBACK}`;

  const refuse = async (why: string, caller: Caller, cause?: unknown): Promise<Result<never>> => {
    log.warn({ err: cause, why }, 'a log-in with the OpenID provider was refused');
    const detail = { why, via: 'oidc' };
    await audit.append(db, entryOf(caller, 'session.refused', { kind: 'user', id: 'unknown' }, { detail }));
    return fail(errors.oidc_refused('the log-in with the provider did not hold', {}, cause));
  };

  /** The claims of a valid ID token, or why there are none. */
  const claimsOf = async (
    query: Readonly<Record<string, unknown>>,
    state: string,
    flow: z.infer<typeof SealedFlow>,
  ): Promise<IDToken | undefined> => {
    const url = new URL(redirectUri());
    for (const [name, value] of Object.entries(query))
      if (typeof value === 'string') url.searchParams.append(name, value);
    const tokens = await authorizationCodeGrant(await provider.configuration(), url, {
      expectedState: state,
      expectedNonce: flow.nonce,
      pkceCodeVerifier: flow.verifier,
      idTokenExpected: true,
    });
    return tokens.claims();
  };

  return {
    async start(returnTo) {
      const configuration = await provider.configuration();
      const state = newSecret('mxo');
      const browser = newSecret('mxo');
      const nonce = randomNonce();
      const verifier = randomPKCECodeVerifier();
      const sealed = key.seal('oidc flow', JSON.stringify({ nonce, verifier, returnTo }));
      const expiresAt = new Date(clock.now() + FLOW_MS);
      const flow = { stateHash: digestOf(state), browserHash: digestOf(browser), sealed, expiresAt };
      if (!(await oidcFlowRows.insert(db, flow, new Date(clock.now()), MOST_FLOWS))) {
        return fail(errors.busy('too many log-ins at this moment', { retryAfterSeconds: 60 }));
      }
      const location = buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri(),
        scope: config.scopes,
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return ok({ location: location.href, setCookie: cookies.set(browser, FLOW_MS / 1_000) });
    },

    async finish(query, cookie, caller) {
      const state = typeof query['state'] === 'string' ? query['state'] : '';
      const browser = cookies.read(cookie);
      if (!isSecret('mxo', state)) return refuse('no state of ours', caller);
      if (browser === undefined || !isSecret('mxo', browser)) return refuse('another browser', caller);
      const flow = await oidcFlowRows.take(db, digestOf(state));
      if (flow === undefined) return refuse('state unknown or used before', caller);
      if (flow.expiresAt.getTime() <= clock.now()) return refuse('took too long', caller);
      if (!flow.browserHash.equals(digestOf(browser))) return refuse('another browser', caller);
      const opened = key.open('oidc flow', flow.sealed);
      if (opened === undefined) return refuse('sealed with another key', caller);
      const kept = SealedFlow.parse(JSON.parse(opened));
      let claims: IDToken | undefined;
      try {
        claims = await claimsOf(query, state, kept);
      } catch (cause) {
        if (isAppError(cause)) return fail(cause);
        return refuse('answer of the provider', caller, cause);
      }
      if (claims === undefined) return refuse('no ID token', caller);
      const fallback = config.default_role === 'none' ? undefined : config.default_role;
      const roles = rolesOfGroups(claims[config.groups_claim], groupRoles, fallback);
      if (roles.length === 0) {
        await refuse('no role for these groups', caller);
        return fail(errors.oidc_no_role('none of your groups has a role here'));
      }
      // OpenID Connect Core §2: at most 255 ASCII characters.
      if (!/^[\x20-\x7e]{1,255}$/.test(claims.sub)) return refuse('subject', caller);
      const person = {
        issuer: claims.iss,
        subject: claims.sub,
        preferredName: text(claims['preferred_username']),
        displayName: DisplayName.safeParse(claims['name']).data,
        email: EmailAddress.safeParse(claims['email']).data,
        roles,
      };
      const session = await logInPerson(needs, person, caller);
      return session.ok ? ok({ ...session.value, returnTo: kept.returnTo }) : session;
    },
  };
}

function text(claim: unknown): string | undefined {
  return typeof claim === 'string' ? claim : undefined;
}
