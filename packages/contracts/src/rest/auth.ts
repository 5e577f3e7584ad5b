import { z } from 'zod';
import {
  ApiToken,
  CreatedApiToken,
  Role,
  Session,
  SessionId,
  TokenId,
  TokenScopeName,
  User,
} from '../identity/index.ts';
import { Time } from '../wire/index.ts';
import { defineEndpoint, tokenScopes } from './endpoint.ts';

/** A password as it arrives: bounded, so that hashing it is. */
const PasswordText = z.string().min(1).max(1_024);
/** Six digits of an authenticator, or a recovery code. */
const SecondFactor = z.string().min(6).max(32);

/** What a page needs to know of a log-in. */
export const SignedIn = z.object({
  user: User,
  session_id: SessionId,
  /** Sent back as `X-CSRF-Token` by pages whose browser sends no Origin. */
  csrf_token: z.string(),
  expires_at: Time,
});
export type SignedIn = z.infer<typeof SignedIn>;

/** Name, password and second factor for a session cookie. */
export const logIn = defineEndpoint({
  id: 'logIn',
  method: 'POST',
  path: '/api/auth/login',
  summary: 'Log in with name and password; answers with the session cookie.',
  tag: 'auth',
  answersSecret: true,
  access: { role: 'open' },
  limit: 'login',
  body: z.strictObject({ name: z.string().min(1).max(254), password: PasswordText, code: SecondFactor.optional() }),
  answers: { 200: SignedIn },
});

/** Ends the session that the request came with. */
export const logOut = defineEndpoint({
  id: 'logOut',
  method: 'POST',
  path: '/api/auth/logout',
  summary: 'End this session on every node.',
  tag: 'auth',
  access: { role: 'signed-in' },
  answers: { 204: undefined },
});

/** Who the request comes from, and what it may do. */
export const whoAmI = defineEndpoint({
  id: 'whoAmI',
  method: 'GET',
  path: '/api/auth/me',
  summary: 'Who I am, and what I may do.',
  tag: 'auth',
  access: { role: 'signed-in', scopes: tokenScopes },
  answers: {
    200: z.object({
      kind: z.enum(['user', 'token']),
      name: z.string(),
      user: User.nullable(),
      /** Roles held by itself or within a wider one. */
      roles: z.array(Role),
      scopes: z.array(TokenScopeName),
      session_id: SessionId.nullable(),
      csrf_token: z.string().nullable(),
    }),
  },
});

/** A new password for oneself; ends one's other sessions. */
export const changePassword = defineEndpoint({
  id: 'changePassword',
  method: 'PUT',
  path: '/api/auth/password',
  summary: 'Change my password; my other sessions end.',
  tag: 'auth',
  access: { role: 'signed-in' },
  limit: 'login',
  body: z.strictObject({ current_password: PasswordText, new_password: PasswordText }),
  answers: { 204: undefined },
});

/** First half of setting an authenticator up. */
export const startTotp = defineEndpoint({
  id: 'startTotp',
  method: 'POST',
  path: '/api/auth/totp',
  summary: 'Get a secret for an authenticator; it counts once a code of it has been confirmed.',
  tag: 'auth',
  answersSecret: true,
  access: { role: 'signed-in' },
  limit: 'login',
  body: z.strictObject({ password: PasswordText }),
  answers: { 200: z.object({ secret: z.string(), uri: z.string() }) },
});

/** Second half: proves that the authenticator works. */
export const confirmTotp = defineEndpoint({
  id: 'confirmTotp',
  method: 'POST',
  path: '/api/auth/totp/confirm',
  summary: 'Confirm the authenticator with a code; answers with recovery codes, shown once.',
  tag: 'auth',
  answersSecret: true,
  access: { role: 'signed-in' },
  limit: 'login',
  body: z.strictObject({ code: SecondFactor }),
  answers: { 200: z.object({ recovery_codes: z.array(z.string()) }) },
});

/** Goes back to password only. */
export const removeTotp = defineEndpoint({
  id: 'removeTotp',
  method: 'POST',
  path: '/api/auth/totp/remove',
  summary: 'Remove my authenticator; needs password and a code.',
  tag: 'auth',
  access: { role: 'signed-in' },
  limit: 'login',
  body: z.strictObject({ password: PasswordText, code: SecondFactor }),
  answers: { 204: undefined },
});

/** Where one is logged in. */
export const listSessions = defineEndpoint({
  id: 'listSessions',
  method: 'GET',
  path: '/api/auth/sessions',
  summary: 'My sessions, newest first.',
  tag: 'auth',
  access: { role: 'signed-in' },
  answers: { 200: z.object({ items: z.array(Session) }) },
});

/** Ends one of one's sessions. */
export const endSession = defineEndpoint({
  id: 'endSession',
  method: 'DELETE',
  path: '/api/auth/sessions/{id}',
  summary: 'End one of my sessions.',
  tag: 'auth',
  access: { role: 'signed-in' },
  params: z.strictObject({ id: SessionId }),
  answers: { 204: undefined },
});

/** Ends every session but this one. */
export const endOtherSessions = defineEndpoint({
  id: 'endOtherSessions',
  method: 'DELETE',
  path: '/api/auth/sessions',
  summary: 'End all my sessions but this one.',
  tag: 'auth',
  access: { role: 'signed-in' },
  answers: { 200: z.object({ ended: z.number().int() }) },
});

/** What is needed to make a token: its scopes may not exceed the roles of its owner. */
export const NewApiToken = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(TokenScopeName).min(1).max(tokenScopes.length),
  /** Days until it expires (platform.md §2). */
  expires_in_days: z.number().int().min(1).max(365).default(90),
});
export type NewApiToken = z.infer<typeof NewApiToken>;

/** One's own tokens. */
export const listTokens = defineEndpoint({
  id: 'listTokens',
  method: 'GET',
  path: '/api/auth/tokens',
  summary: 'My API tokens, newest first.',
  tag: 'auth',
  access: { role: 'signed-in' },
  answers: { 200: z.object({ items: z.array(ApiToken) }) },
});

/** A new token; the only answer that holds its secret. */
export const createToken = defineEndpoint({
  id: 'createToken',
  method: 'POST',
  path: '/api/auth/tokens',
  summary: 'Make an API token; its secret is shown in this answer only.',
  tag: 'auth',
  answersSecret: true,
  access: { role: 'signed-in' },
  body: NewApiToken,
  answers: { 201: CreatedApiToken },
});

/** Ends a token. */
export const revokeToken = defineEndpoint({
  id: 'revokeToken',
  method: 'DELETE',
  path: '/api/auth/tokens/{id}',
  summary: 'Revoke one of my API tokens.',
  tag: 'auth',
  access: { role: 'signed-in' },
  params: z.strictObject({ id: TokenId }),
  answers: { 204: undefined },
});

/** A one-use ticket for a socket (gateway.md §4). */
export const createSocketTicket = defineEndpoint({
  id: 'createSocketTicket',
  method: 'POST',
  path: '/api/auth/ws-ticket',
  summary: 'A one-use ticket that opens one socket within 30 seconds.',
  tag: 'auth',
  answersSecret: true,
  access: { role: 'viewer' },
  answers: { 200: z.object({ ticket: z.string(), expires_in: z.number().int() }) },
});

/** A path of this site, never another one: one slash first, no backslash, and only what a header may hold. */
const ReturnPath = z
  .string()
  .max(512)
  .regex(/^\/(?![/\\])[!-[\]-~]*$/, 'a path of this site');

/** Sends the browser to the OpenID provider. */
export const startOidc = defineEndpoint({
  id: 'startOidc',
  method: 'GET',
  path: '/api/auth/oidc/start',
  summary: 'Log in with the OpenID provider.',
  tag: 'auth',
  answersSecret: true,
  access: { role: 'open' },
  limit: 'login',
  query: z.strictObject({ return_to: ReturnPath.optional() }),
  answers: { 302: undefined },
});

/** Where the OpenID provider sends the browser back to. */
export const finishOidc = defineEndpoint({
  id: 'finishOidc',
  method: 'GET',
  path: '/api/auth/oidc/callback',
  summary: 'End of a log-in with the OpenID provider.',
  tag: 'auth',
  answersSecret: true,
  readsCookies: true,
  access: { role: 'open' },
  limit: 'login',
  // Providers add fields of their own; what is used is checked by the flow.
  query: z.looseObject({
    code: z.string().max(4_096).optional(),
    state: z.string().max(512).optional(),
    iss: z.string().max(2_048).optional(),
    error: z.string().max(256).optional(),
    error_description: z.string().max(2_048).optional(),
  }),
  answers: { 302: undefined },
});
