import type { Clock } from '@maximus/kernel';
import {
  allowInsecureRequests,
  ClientSecretPost,
  type Configuration,
  discovery,
  enableNonRepudiationChecks,
  None,
} from 'openid-client';
import { errors } from '../errors.ts';
import { isLoopbackHost } from '../sessions/origins.ts';

const TIMEOUT_SECONDS = 10;
const FRESH_MS = 3_600_000;
/** After a failure the provider is left alone for a moment, so that nobody can make us knock at it without end. */
const PAUSE_MS = 5_000;

/** The OpenID provider, as its discovery document describes it. */
export interface OidcProvider {
  /** Asked anew each hour; throws `identity.oidc_unreachable`. */
  configuration(): Promise<Configuration>;
}

/** Creates the provider. Plain HTTP is taken for a loopback issuer only; signatures of ID tokens are always checked. */
export function createOidcProvider(needs: {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clock: Clock;
  readonly log: { warn(fields: object, message: string): void };
}): OidcProvider {
  const { issuer, clientId, clientSecret, clock, log } = needs;
  let known: { readonly configuration: Promise<Configuration>; readonly untilMs: number } | undefined;

  const discover = async (): Promise<Configuration> => {
    const url = new URL(issuer);
    const insecure = url.protocol === 'http:' && isLoopbackHost(url.hostname);
    const authentication = clientSecret === '' ? None() : ClientSecretPost(clientSecret);
    try {
      return await discovery(url, clientId, {}, authentication, {
        timeout: TIMEOUT_SECONDS,
        execute: [enableNonRepudiationChecks, ...(insecure ? [allowInsecureRequests] : [])],
      });
    } catch (cause) {
      log.warn({ err: cause, issuer }, 'the OpenID provider could not be discovered');
      throw errors.oidc_unreachable('the OpenID provider does not answer as it should', {}, cause);
    }
  };

  return {
    configuration() {
      if (known !== undefined && clock.now() < known.untilMs) return known.configuration;
      const configuration = discover();
      const entry = { configuration, untilMs: clock.now() + FRESH_MS };
      known = entry;
      configuration.catch(() => {
        if (known === entry) known = { configuration, untilMs: clock.now() + PAUSE_MS };
      });
      return configuration;
    },
  };
}
