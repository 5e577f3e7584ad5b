import { z } from 'zod';
import {
  ApiToken,
  CreatedApiToken,
  DisplayName,
  EmailAddress,
  LoginName,
  Role,
  RoleDescription,
  Session,
  SessionId,
  TokenId,
  User,
  UserId,
} from '../identity/index.ts';
import { listQuery, pageOf, Time } from '../wire/index.ts';
import { NewApiToken } from './auth.ts';
import { defineEndpoint } from './endpoint.ts';

const ById = z.strictObject({ id: UserId });
const Roles = z
  .array(Role)
  .max(4)
  .transform((roles) => [...new Set(roles)]);

/** A one-time link; the address is shown in this answer only. */
export const OneTimeLink = z.object({ url: z.string(), expires_at: Time });
export type OneTimeLink = z.infer<typeof OneTimeLink>;

/** Every account. */
export const listUsers = defineEndpoint({
  id: 'listUsers',
  method: 'GET',
  path: '/api/admin/users',
  summary: 'Accounts.',
  tag: 'admin',
  access: { role: 'admin' },
  query: listQuery(['name', 'created_at']).extend({
    /** Start of the log-in name. */
    q: z.string().max(64).optional(),
    role: Role.optional(),
    disabled: z.enum(['true', 'false']).optional(),
  }),
  answers: { 200: pageOf(User) },
});

/** One account. */
export const getUser = defineEndpoint({
  id: 'getUser',
  method: 'GET',
  path: '/api/admin/users/{id}',
  summary: 'One account.',
  tag: 'admin',
  access: { role: 'admin' },
  params: ById,
  answers: { 200: User },
});

/** A new account and the link with which its person chooses a password. */
export const createUser = defineEndpoint({
  id: 'createUser',
  method: 'POST',
  path: '/api/admin/users',
  summary: 'Make an account; answers with a one-time link with which its person chooses a password.',
  tag: 'admin',
  answersSecret: true,
  access: { role: 'admin' },
  body: z.strictObject({
    name: LoginName,
    display_name: DisplayName.optional(),
    email: EmailAddress.optional(),
    roles: Roles.default(['viewer']),
  }),
  answers: { 201: z.object({ user: User, invitation: OneTimeLink }) },
});

/** Changes names, roles, or whether an account may be used. */
export const updateUser = defineEndpoint({
  id: 'updateUser',
  method: 'PATCH',
  path: '/api/admin/users/{id}',
  summary: 'Change an account. A change of roles or disabling ends its sessions.',
  tag: 'admin',
  access: { role: 'admin' },
  params: ById,
  body: z.strictObject({
    display_name: DisplayName.optional(),
    email: EmailAddress.nullable().optional(),
    roles: Roles.optional(),
    disabled: z.boolean().optional(),
  }),
  answers: { 200: User },
});

/** A new link for somebody who forgot the password or lost the authenticator. */
export const inviteUser = defineEndpoint({
  id: 'inviteUser',
  method: 'POST',
  path: '/api/admin/users/{id}/invitation',
  summary: 'A one-time link with which this person chooses a new password; removes the authenticator when it is used.',
  tag: 'admin',
  answersSecret: true,
  access: { role: 'admin' },
  params: ById,
  answers: { 201: OneTimeLink },
});

/** Where somebody is logged in. */
export const listUserSessions = defineEndpoint({
  id: 'listUserSessions',
  method: 'GET',
  path: '/api/admin/users/{id}/sessions',
  summary: 'Sessions of an account, newest first.',
  tag: 'admin',
  access: { role: 'admin' },
  params: ById,
  answers: { 200: z.object({ items: z.array(Session) }) },
});

/** Logs somebody out everywhere. */
export const endUserSessions = defineEndpoint({
  id: 'endUserSessions',
  method: 'DELETE',
  path: '/api/admin/users/{id}/sessions',
  summary: 'End every session of an account.',
  tag: 'admin',
  access: { role: 'admin' },
  params: ById,
  answers: { 200: z.object({ ended: z.number().int() }) },
});

/** Logs somebody out on one device. */
export const endUserSession = defineEndpoint({
  id: 'endUserSession',
  method: 'DELETE',
  path: '/api/admin/users/{id}/sessions/{session_id}',
  summary: 'End one session of an account.',
  tag: 'admin',
  access: { role: 'admin' },
  params: z.strictObject({ id: UserId, session_id: SessionId }),
  answers: { 204: undefined },
});

/** Every role there is. */
export const listRoles = defineEndpoint({
  id: 'listRoles',
  method: 'GET',
  path: '/api/admin/roles',
  summary: 'Roles, what they are for and which they contain.',
  tag: 'admin',
  access: { role: 'admin' },
  answers: { 200: z.object({ items: z.array(RoleDescription) }) },
});

/** Every token of everybody. */
export const listAllTokens = defineEndpoint({
  id: 'listAllTokens',
  method: 'GET',
  path: '/api/admin/tokens',
  summary: 'API tokens of everybody, without their secrets.',
  tag: 'admin',
  access: { role: 'admin' },
  query: listQuery(['created_at']).extend({ owner: UserId.optional() }),
  answers: { 200: pageOf(ApiToken) },
});

/** A token for a machine. */
export const createServiceToken = defineEndpoint({
  id: 'createServiceToken',
  method: 'POST',
  path: '/api/admin/tokens',
  summary: 'Make a token that belongs to no person; it may not review.',
  tag: 'admin',
  answersSecret: true,
  access: { role: 'admin' },
  body: NewApiToken,
  answers: { 201: CreatedApiToken },
});

/** Ends any token. */
export const revokeAnyToken = defineEndpoint({
  id: 'revokeAnyToken',
  method: 'DELETE',
  path: '/api/admin/tokens/{id}',
  summary: 'Revoke any API token.',
  tag: 'admin',
  access: { role: 'admin' },
  params: z.strictObject({ id: TokenId }),
  answers: { 204: undefined },
});
