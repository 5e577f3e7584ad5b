import type { Audit } from '@maximus/audit';
import type { OneTimeLink } from '@maximus/contracts';
import type { Route } from '@maximus/http';
import { type Clock, parseDuration, unwrap } from '@maximus/kernel';
import type { ConnectionSettings, Database } from '@maximus/storage';
import { type Authenticate, createAuthenticate, developerOf } from './access/authenticate.ts';
import { createGrants } from './access/grants.ts';
import { createSocketAccess, type SocketAccess } from './access/sockets.ts';
import { createAccounts } from './accounts/accounts.ts';
import { createLinks } from './accounts/links.ts';
import { createSelfService } from './accounts/self-service.ts';
import { checkAuthConfig } from './check-config.ts';
import type { AuthConfig } from './config.ts';
import { createPasswordLogIn } from './login/log-in.ts';
import { createLoginThrottle } from './login/throttle.ts';
import { createSecondFactor } from './login/totp.ts';
import { createOidcFlow } from './oidc/flow.ts';
import { createOidcProvider } from './oidc/provider.ts';
import { createPasswordHasher, type PasswordCost } from './passwords/hasher.ts';
import { type Revocation, watchRevocations } from './revocations/watch.ts';
import { adminRoutes } from './routes/admin-routes.ts';
import { authRoutes } from './routes/auth-routes.ts';
import { oidcRoutes } from './routes/oidc-routes.ts';
import { pageRoutes } from './routes/page-routes.ts';
import { sealingKey } from './secrets/seal.ts';
import { createCookieJar } from './sessions/cookies.ts';
import { createOrigins } from './sessions/origins.ts';
import { createSessions } from './sessions/sessions.ts';
import { sweep } from './sweep.ts';
import { createTokens } from './tokens/tokens.ts';

/** What identity tells the log; a `Logger` of observability fits. */
export interface IdentityLog {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** What identity needs. */
export interface IdentityOptions {
  readonly db: Database;
  /** Where to wait for notifications of revocations; without it they are polled for every 2 s. */
  readonly connection?: ConnectionSettings;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly log: IdentityLog;
  readonly config: AuthConfig;
  /** `development`, `production`, … as the server is set. */
  readonly environment: string;
  /** Address that people reach the server by; asked at each use, so that the port may be known late. */
  readonly publicUrl: () => string;
  /** 32 bytes that all nodes share; see `loadKeyFile`. */
  readonly key: Uint8Array;
  /** Lower in tests only. */
  readonly passwordCost?: PasswordCost;
}

/** Accounts and access of one process. */
export interface Identity extends SocketAccess {
  /** Who makes a request; the server's hook calls it for every request, open endpoints included. */
  readonly authenticate: Authenticate;
  /** Calls `listener` within 5 s of a log-out, disabling, change of roles or revocation on any node. */
  onRevoked(listener: (revocation: Revocation) => void): () => void;
  /** A link to make an administrator, while none can log in; printed by the server at its start. */
  firstAdminLink(): Promise<OneTimeLink | undefined>;
  readonly routes: readonly Route[];
  stop(): Promise<void>;
}

const SWEEP_MS = 5 * 60_000;

/** Starts identity on a database. Throws `identity.dev_open_refused` where the settings would leave production open. */
export async function createIdentity(options: IdentityOptions): Promise<Identity> {
  const { db, clock, audit, log, config } = options;
  unwrap(checkAuthConfig(config, options.environment));
  const idleMs = parseDuration(config.session_idle) ?? 0;
  const lifetimeMs = parseDuration(config.session_lifetime) ?? 0;
  const { issuer, client_id: clientId, client_secret: clientSecret } = config.oidc;
  const withOidc = issuer !== '' && clientId !== '';
  const key = sealingKey(options.key);
  const origins = createOrigins(options.publicUrl, config.allowed_origins);
  const cookies = createCookieJar('session', () => origins.secure());
  const watch = await watchRevocations({
    db,
    clock,
    log,
    ...(options.connection === undefined ? {} : { connection: options.connection }),
  });
  const hasher = createPasswordHasher(options.passwordCost);
  const throttle = createLoginThrottle({ db, clock });
  const secondFactor = createSecondFactor({ db, clock, key });
  const sessions = createSessions({ db, clock, audit, key, cookies, watch, lifetimeMs });
  const links = createLinks({ db, clock, audit, hasher, sessions, throttle, watch, origins, withOidc });
  const accounts = createAccounts({ db, clock, audit, sessions, links, watch, withOidc });
  const wake = () => watch.wake();
  const passwordLogIn = createPasswordLogIn({ db, clock, audit, hasher, throttle, secondFactor, sessions, wake });
  const selfService = createSelfService({ db, clock, audit, hasher, passwordLogIn, secondFactor, sessions, watch });
  const tokens = createTokens({ db, clock, audit, watch });
  const grants = createGrants({ db, clock, watch, idleMs, log });
  const anonymous = (address: string) => (config.dev_open ? developerOf(address) : undefined);
  const sockets = createSocketAccess({ db, clock, grants, cookies, origins, anonymous });
  const flow = !withOidc
    ? undefined
    : createOidcFlow({
        db,
        clock,
        audit,
        key,
        sessions,
        watch,
        origins,
        log,
        config: config.oidc,
        provider: createOidcProvider({ issuer, clientId, clientSecret, clock, log }),
        cookies: createCookieJar('oidc', () => origins.secure()),
      });

  let sweeping: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    // What has ended no longer counts; deleting it can wait for the next turn.
    sweeping = sweep(db, clock, idleMs).catch((error: unknown) =>
      log.warn({ err: error }, 'ended sessions were not swept'),
    );
  }, SWEEP_MS);
  timer.unref();

  return {
    ...sockets,
    authenticate: createAuthenticate({ grants, sessions, cookies, origins, devOpen: config.dev_open }),
    onRevoked: (listener) => watch.onRevoked(listener),
    firstAdminLink: () => links.firstAdmin(),
    routes: [
      ...authRoutes({ db, passwordLogIn, selfService, sessions, tokens, sockets, cookies }),
      ...oidcRoutes({ flow }),
      ...adminRoutes({ db, accounts, sessions, tokens }),
      ...pageRoutes({ passwordLogIn, links, oidcName: flow === undefined ? undefined : config.oidc.name }),
    ],
    async stop() {
      clearInterval(timer);
      await sweeping;
      await grants.stop();
      await watch.stop();
    },
  };
}
