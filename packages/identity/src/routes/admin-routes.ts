import {
  createServiceToken,
  createUser,
  endUserSession,
  endUserSessions,
  getUser,
  inviteUser,
  listAllTokens,
  listRoles,
  listUserSessions,
  listUsers,
  revokeAnyToken,
  updateUser,
} from '@maximus/contracts';
import { decodeCursor, encodeCursor, errors as httpErrors, okAnswer, type Route, route } from '@maximus/http';
import { parseId, unwrap } from '@maximus/kernel';
import { apiTokenRows, type Database, type UserRecord, userRows } from '@maximus/storage';
import { z } from 'zod';
import type { Accounts } from '../accounts/accounts.ts';
import { nameKey } from '../accounts/name.ts';
import { roleDescriptions } from '../accounts/roles.ts';
import { userView } from '../accounts/user-view.ts';
import { callerOf } from '../caller.ts';
import { errors } from '../errors.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { type Tokens, tokenView } from '../tokens/tokens.ts';
import { personOf } from './person.ts';

/** Accounts, roles, and everybody's sessions and tokens, for administrators. */
export function adminRoutes(needs: {
  readonly db: Database;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
}): readonly Route[] {
  const { db, accounts, sessions, tokens } = needs;

  const existing = async (id: string): Promise<UserRecord> => {
    const user = await userRows.byId(db, id);
    if (user === undefined) throw errors.user_not_found(`there is no account ${id}`);
    return user;
  };

  return [
    route(listUsers, async ({ query }) => {
      const sort = query.sort ?? 'name';
      const column = sort === 'name' || sort === '-name' ? 'name' : 'created_at';
      const users = await userRows.list(db, {
        sort: column,
        descending: sort.startsWith('-'),
        limit: query.limit + 1,
        ...(query.cursor === undefined
          ? {}
          : { after: positionOf(query.cursor, sort, 'usr', column === 'created_at') }),
        ...(query.q === undefined ? {} : { namePrefix: nameKey(query.q) }),
        ...(query.role === undefined ? {} : { role: query.role }),
        ...(query.disabled === undefined ? {} : { disabled: query.disabled === 'true' }),
      });
      const shown = users.slice(0, query.limit);
      const last = users.length > query.limit ? shown.at(-1) : undefined;
      return okAnswer({
        items: shown.map(userView),
        next_cursor:
          last === undefined
            ? null
            : encodeCursor({ sort, key: [userRows.sortKey(last, column, nameKey(last.name)), last.id] }),
      });
    }),

    route(getUser, async ({ params }) => {
      const user = await existing(params.id);
      return okAnswer(userView(user), { etag: `"${user.version}"` });
    }),

    route(createUser, async (input) => {
      const { name, display_name, email, roles } = input.body;
      const wish = { name, displayName: display_name ?? name, email: email ?? null, roles };
      const { user, invitation } = unwrap(await accounts.create(wish, callerOf(input)));
      return { status: 201, headers: { etag: `"${user.version}"` }, body: { user: userView(user), invitation } };
    }),

    route(updateUser, async (input) => {
      const { display_name, email, roles, disabled } = input.body;
      const version = versionOf(input.headers['if-match']);
      const change = { displayName: display_name, email, roles, disabled };
      const updated = unwrap(await accounts.update(input.params.id, change, callerOf(input), version));
      if (updated === 'changed since') throw httpErrors.version_mismatch('the account was changed meanwhile');
      return okAnswer(userView(updated), { etag: `"${updated.version}"` });
    }),

    route(inviteUser, async (input) => ({
      status: 201,
      body: unwrap(await accounts.invite(input.params.id, callerOf(input))),
    })),

    route(listUserSessions, async ({ params }) => {
      const user = await existing(params.id);
      return okAnswer({ items: await sessions.list(user.id) });
    }),

    route(endUserSessions, async (input) => {
      const user = await existing(input.params.id);
      return okAnswer({ ended: await sessions.endAll(user.id, callerOf(input)) });
    }),

    route(endUserSession, async (input) => {
      const user = await existing(input.params.id);
      await sessions.end(user.id, input.params.session_id, callerOf(input));
      return { status: 204 };
    }),

    route(listRoles, async () => okAnswer({ items: roleDescriptions })),

    route(listAllTokens, async ({ query }) => {
      const sort = query.sort ?? '-created_at';
      const rows = await apiTokenRows.list(db, {
        descending: sort.startsWith('-'),
        limit: query.limit + 1,
        ...(query.cursor === undefined ? {} : { after: positionOf(query.cursor, sort, 'tok', true) }),
        ...(query.owner === undefined ? {} : { ownerId: query.owner }),
      });
      const shown = rows.slice(0, query.limit);
      const last = rows.length > query.limit ? shown.at(-1) : undefined;
      return okAnswer({
        items: shown.map(tokenView),
        next_cursor: last === undefined ? null : encodeCursor({ sort, key: [last.createdAt.toISOString(), last.id] }),
      });
    }),

    route(createServiceToken, async (input) => {
      const { user } = await personOf(db, input.principal);
      const { name, scopes, expires_in_days } = input.body;
      const wish = { name, scopes, expiresInDays: expires_in_days };
      return { status: 201, body: unwrap(await tokens.create(wish, null, user.id, callerOf(input))) };
    }),

    route(revokeAnyToken, async (input) => {
      unwrap(await tokens.revoke(input.params.id, callerOf(input)));
      return { status: 204 };
    }),
  ];
}

/** What a cursor of ours holds: the sort key, a time where it must be one, and an id. */
function positionOf(cursor: string, sort: string, prefix: 'usr' | 'tok', isTime: boolean): readonly [string, string] {
  const [key, id] = unwrap(decodeCursor(cursor, sort, 2)).key.map(String);
  const bad = key === undefined || id === undefined || parseId(prefix, id) === undefined || key.includes('\u0000');
  if (bad || (isTime && !z.iso.datetime().safeParse(key).success))
    throw httpErrors.bad_cursor('the cursor does not belong to this list');
  return [isTime ? new Date(key).toISOString() : key, id];
}

/** The version of an `If-Match` header; none, or `*`, takes any. */
function versionOf(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const number = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim())?.[1];
  if (number === undefined) throw httpErrors.bad_request('If-Match must hold one ETag of an account');
  return Number(number);
}
