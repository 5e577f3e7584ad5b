import { createHash, createHmac, createSign, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the issuer answers; the defaults are an honest one. */
export interface IssuerBehaviour {
  /** Claims of the next person who logs in. */
  claims?: Readonly<Record<string, unknown>>;
  /** Changes the claims of an ID token just before it is signed. */
  tamper?: (claims: Record<string, unknown>) => Record<string, unknown>;
  /** `none`: an unsigned token. `other-key`: signed with a key that is not published. `hs256`: with the public key as secret. */
  signature?: 'right' | 'none' | 'other-key' | 'hs256';
  /** Issuer that the authorisation response names (RFC 9207). */
  responseIssuer?: string;
}

/** A small OpenID provider: discovery, authorisation code with PKCE, JWKS. */
export interface TestIssuer {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  behaviour: IssuerBehaviour;
  /** What a person's browser does at the provider: takes the address of the log-in, answers with that of the callback. */
  authorise(location: string): Promise<string>;
  close(): Promise<void>;
}

interface Granted {
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string | null;
}

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const KEY_ID = 'test-key';

/** Starts one on a free loopback port. */
export async function startTestIssuer(): Promise<TestIssuer> {
  const codes = new Map<string, Granted>();
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clientId = 'maximus';
  const clientSecret = randomBytes(16).toString('hex');
  const issuer: TestIssuer = {
    url,
    clientId,
    clientSecret,
    behaviour: {},
    async authorise(location) {
      const response = await fetch(location, { redirect: 'manual' });
      const callback = response.headers.get('location');
      if (response.status !== 302 || callback === null) throw new Error(`the issuer answered ${await response.text()}`);
      return callback;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    if (pathname === '/.well-known/openid-configuration') return json(response, discovery(url));
    if (pathname === '/jwks') {
      const jwk = { ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig', alg: 'RS256' };
      return json(response, { keys: [jwk] });
    }
    if (pathname === '/authorize') return authorise(searchParams, response);
    if (pathname === '/token' && request.method === 'POST') return token(await bodyOf(request), response);
    response.writeHead(404).end();
  }

  function authorise(query: URLSearchParams, response: ServerResponse): void {
    const redirectUri = query.get('redirect_uri') ?? '';
    const right =
      query.get('response_type') === 'code' &&
      query.get('client_id') === clientId &&
      query.get('code_challenge_method') === 'S256' &&
      (query.get('state') ?? '').length > 20;
    if (!right) return void response.writeHead(400).end('not a request of ours');
    const code = randomUUID();
    codes.set(code, { redirectUri, challenge: query.get('code_challenge') ?? '', nonce: query.get('nonce') });
    const callback = new URL(redirectUri);
    callback.searchParams.set('code', code);
    callback.searchParams.set('state', query.get('state') ?? '');
    callback.searchParams.set('iss', issuer.behaviour.responseIssuer ?? url);
    response.writeHead(302, { location: callback.href }).end();
  }

  function token(form: URLSearchParams, response: ServerResponse): void {
    const granted = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const right =
      granted !== undefined &&
      granted.challenge === challenge &&
      granted.redirectUri === form.get('redirect_uri') &&
      form.get('client_secret') === clientSecret;
    if (!right) {
      json(response, { error: 'invalid_grant' }, 400);
      return;
    }
    const seconds = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: url,
      aud: clientId,
      sub: 'person-1',
      iat: seconds,
      exp: seconds + 300,
      ...(granted.nonce === null ? {} : { nonce: granted.nonce }),
      ...issuer.behaviour.claims,
    };
    const id_token = signed(issuer.behaviour.tamper?.(claims) ?? claims, issuer.behaviour.signature ?? 'right');
    json(response, { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300, id_token });
  }

  return issuer;
}

function discovery(url: string): object {
  return {
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  };
}

function signed(claims: object, signature: NonNullable<IssuerBehaviour['signature']>): string {
  const alg = signature === 'none' ? 'none' : signature === 'hs256' ? 'HS256' : 'RS256';
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg, typ: 'JWT', kid: KEY_ID })}.${part(claims)}`;
  if (signature === 'none') return `${body}.`;
  if (signature === 'hs256') {
    const secret = publicKey.export({ type: 'spki', format: 'pem' });
    return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
  }
  const key = signature === 'other-key' ? other.privateKey : privateKey;
  return `${body}.${createSign('RSA-SHA256').update(body).sign(key).toString('base64url')}`;
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

function json(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
