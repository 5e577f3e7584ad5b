import { randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Audit, createAudit } from '@maximus/audit';
import type { Endpoint, Role } from '@maximus/contracts';
import { errors as httpErrors, mayAccess, type Principal, type Route } from '@maximus/http';
import { type Clock, isAppError, systemClock, unwrap } from '@maximus/kernel';
import type { OpenDatabase } from '@maximus/storage';
import { openTestDatabase } from '@maximus/storage/testing';
import type { RequestFacts } from '../access/authenticate.ts';
import { AuthConfig } from '../config.ts';
import { createIdentity, type Identity } from '../create-identity.ts';

/** How a test wants identity. */
export interface TestIdentityOptions {
  readonly config?: unknown;
  readonly clock?: Clock;
  readonly environment?: string;
  readonly publicUrl?: string;
  /** Lower than in the product unless asked for, so that tests spend their time on something else. */
  readonly passwordCost?: { readonly memoryKiB: number; readonly passes: number };
  /** Another node of the same server. */
  readonly beside?: TestIdentity;
  /** Without a connection for notifications: polling is all there is. */
  readonly deaf?: boolean;
}

/** What a request came to: the answer, or the code of the problem. */
export interface Outcome {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
  readonly code?: string;
  readonly retryAfterSeconds?: unknown;
}

/** A request to one endpoint by its id. */
interface Ask extends Partial<RequestFacts> {
  readonly params?: object;
  readonly query?: object;
  readonly body?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Something with a cookie jar that sends an own Origin, as the page's browser does. */
export interface Browser {
  cookie: string;
  ask(endpointId: string, ask?: Ask): Promise<Outcome>;
}

/** Identity on a database of its own, with its routes called as the server calls them. */
export interface TestIdentity {
  readonly identity: Identity;
  readonly audit: Audit;
  readonly database: OpenDatabase;
  readonly publicUrl: string;
  readonly key: Uint8Array;
  /** All that was logged, as text. */
  readonly logged: readonly string[];
  /** A request as it is: no cookie, no origin unless named. */
  ask(endpointId: string, ask?: Ask): Promise<Outcome>;
  browser(address?: string): Browser;
  /** The first account, logged in: admin, operator and reviewer. */
  firstAdmin(): Promise<Browser & { readonly userId: string }>;
  /** A further account with a password, logged in. */
  person(
    admin: Browser,
    name: string,
    roles: readonly Role[],
  ): Promise<Browser & { readonly userId: string; readonly password: string }>;
  close(): Promise<void>;
}

/** A password that no rule refuses. */
export const testPassword = 'granite otter polishes lamps';

/** Opens one on a fresh database, or as a second node beside another. */
export async function openTestIdentity(options: TestIdentityOptions = {}): Promise<TestIdentity> {
  const test = options.beside === undefined ? await openTestDatabase({ poolSize: 12 }) : undefined;
  const database = options.beside?.database ?? test?.database;
  if (database === undefined) throw new Error('no database');
  const clock = options.clock ?? systemClock;
  const publicUrl = options.publicUrl ?? 'http://127.0.0.1:8001';
  const key = options.beside?.key ?? randomBytes(32);
  const logged: string[] = [];
  const note = (fields: object, message: string) =>
    void logged.push(
      `${message} ${JSON.stringify(fields, (_name, value) => (value instanceof Error ? { ...value, message: value.message, cause: value.cause } : value))}`,
    );
  const log = { debug: note, warn: note, error: note };
  const audit = createAudit({ db: database, clock, log });
  const identity = await createIdentity({
    db: database,
    ...(options.deaf === true ? {} : { connection: database.connection }),
    clock,
    audit,
    log,
    config: AuthConfig.parse(options.config ?? {}),
    environment: options.environment ?? 'production',
    publicUrl: () => publicUrl,
    key,
    passwordCost: options.passwordCost ?? { memoryKiB: 1_024, passes: 1 },
  });
  const ask = (endpointId: string, asked: Ask = {}) => answerTo(identity, endpointId, asked);

  const browser = (address = '127.0.0.1'): Browser => {
    const own: Browser = {
      cookie: '',
      async ask(endpointId, asked = {}) {
        const outcome = await ask(endpointId, {
          address,
          origin: new URL(publicUrl).origin,
          cookie: own.cookie,
          ...asked,
        });
        const set = outcome.headers['set-cookie'];
        if (set !== undefined) own.cookie = merged(own.cookie, set);
        return outcome;
      },
    };
    return own;
  };

  return {
    identity,
    audit,
    database,
    publicUrl,
    key,
    logged,
    ask,
    browser,
    async firstAdmin() {
      const link = await identity.firstAdminLink();
      const own = browser();
      const form = {
        link: secretOf(link?.url),
        name: 'Ada',
        display_name: 'Ada L.',
        password: testPassword,
        again: testPassword,
      };
      const done = await own.ask('submitSetupPage', { form });
      if (done.status !== 303) throw new Error(`the first account was not made: ${JSON.stringify(done)}`);
      const me = await own.ask('whoAmI');
      return Object.assign(own, { userId: me.body.user.id as string });
    },
    async person(admin, name, roles) {
      const made = await admin.ask('createUser', { body: { name, roles } });
      if (made.status !== 201) throw new Error(`the account was not made: ${JSON.stringify(made)}`);
      const own = browser();
      const password = `${name} likes granite otters`;
      const form = { link: secretOf(made.body.invitation.url), password, again: password };
      const done = await own.ask('submitSetupPage', { form });
      if (done.status !== 303) throw new Error(`the invitation was not taken: ${done.body}`);
      return Object.assign(own, { userId: made.body.user.id as string, password });
    },
    async close() {
      await identity.stop();
      await audit.stop();
      await test?.close();
    },
  };
}

/** The secret of a one-time link. */
export function secretOf(url: string | undefined): string {
  return new URL(url ?? 'http://none.example.test/').searchParams.get('link') ?? '';
}

async function answerTo(identity: Identity, endpointId: string, asked: Ask): Promise<Outcome> {
  const route = identity.routes.find(({ endpoint }) => endpoint.id === endpointId);
  if (route === undefined) throw new Error(`there is no endpoint ${endpointId}`);
  try {
    const facts = { ...asked, method: route.endpoint.method, address: asked.address ?? '127.0.0.1' };
    const principal = unwrap(await identity.authenticate(facts));
    if (!mayAccess(principal, route.endpoint.access)) {
      throw principal.kind === 'anonymous' ? httpErrors.unauthenticated('log in') : httpErrors.forbidden('not allowed');
    }
    const answer = await route.handle(inputOf(route, asked, principal));
    return { status: answer.status, headers: answer.headers ?? {}, body: answer.body };
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { http, code, message, details } = error;
    return { status: http, headers: {}, body: message, code, retryAfterSeconds: details['retryAfterSeconds'] };
  }
}

function inputOf(route: Route, asked: Ask, principal: Principal): Parameters<Route['handle']>[0] {
  const { endpoint } = route;
  const form = asked.form === undefined ? undefined : new URLSearchParams(asked.form).toString();
  return {
    params: checked(endpoint, 'params', asked.params ?? {}),
    query: checked(endpoint, 'query', asked.query ?? {}),
    body: checked(endpoint, 'body', asked.body),
    ...(form === undefined
      ? {}
      : {
          upload: {
            stream: Readable.from([Buffer.from(form)]),
            contentType: 'application/x-www-form-urlencoded',
            fields: new Map<string, string>(),
          },
        }),
    principal,
    correlationId: randomUUID(),
    requestId: randomUUID(),
    headers: {
      'user-agent': 'test browser',
      ...asked.headers,
      ...(endpoint.readsCookies === true ? { cookie: asked.cookie } : {}),
    },
    signal: new AbortController().signal,
  } as Parameters<Route['handle']>[0];
}

function checked(endpoint: Endpoint, part: 'params' | 'query' | 'body', value: unknown): unknown {
  const schema = endpoint[part];
  if (schema === undefined) return part === 'body' ? undefined : {};
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw httpErrors.invalid(`${part}: ${parsed.error.message}`);
  return parsed.data;
}

/** A `Cookie` header after one `Set-Cookie`. */
function merged(cookie: string, set: string): string {
  const [pair = ''] = set.split(';');
  const name = pair.slice(0, pair.indexOf('='));
  const others = cookie.split('; ').filter((part) => part !== '' && !part.startsWith(`${name}=`));
  return (/max-age=0\b/i.test(set) ? others : [...others, pair]).join('; ');
}
