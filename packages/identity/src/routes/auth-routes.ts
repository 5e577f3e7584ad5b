import {
  changePassword,
  confirmTotp,
  createSocketTicket,
  createToken,
  endOtherSessions,
  endSession,
  listSessions,
  listTokens,
  logIn,
  logOut,
  removeTotp,
  revokeToken,
  startTotp,
  whoAmI,
} from '@maximus/contracts';
import { type Answer, holdsRole, okAnswer, type Route, roles, route } from '@maximus/http';
import { unwrap } from '@maximus/kernel';
import { apiTokenRows, type Database, userRows } from '@maximus/storage';
import { isDeveloper } from '../access/authenticate.ts';
import type { SocketAccess } from '../access/sockets.ts';
import type { SelfService } from '../accounts/self-service.ts';
import { userView } from '../accounts/user-view.ts';
import { callerOf } from '../caller.ts';
import type { PasswordLogIn } from '../login/log-in.ts';
import type { CookieJar } from '../sessions/cookies.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { type Tokens, tokenView } from '../tokens/tokens.ts';
import { personOf } from './person.ts';

const NO_CONTENT: Answer = { status: 204 };

/** Log-in, sessions, tokens and tickets of the one who asks. */
export function authRoutes(needs: {
  readonly db: Database;
  readonly passwordLogIn: PasswordLogIn;
  readonly selfService: SelfService;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly sockets: SocketAccess;
  readonly cookies: CookieJar;
}): readonly Route[] {
  const { db, passwordLogIn, selfService, sessions, tokens, sockets, cookies } = needs;
  return [
    route(logIn, async (input) => {
      const { name, password, code } = input.body;
      const credentials = { name, password, ...(code === undefined ? {} : { code }) };
      const opened = unwrap(await passwordLogIn.logIn(credentials, callerOf(input)));
      return okAnswer(opened.signedIn, { 'set-cookie': opened.setCookie });
    }),

    route(logOut, async (input) => {
      const { user, sessionId } = await personOf(db, input.principal);
      await sessions.end(user.id, sessionId, callerOf(input));
      return { status: 204, headers: { 'set-cookie': cookies.clear(), 'clear-site-data': '"cache"' } };
    }),

    route(whoAmI, async ({ principal }) => {
      const userId = principal.kind === 'anonymous' || isDeveloper(principal) ? undefined : principal.userId;
      const user = userId === undefined ? undefined : await userRows.byId(db, userId);
      const sessionId = principal.kind === 'user' && principal.sessionId !== '' ? principal.sessionId : null;
      return okAnswer({
        kind: principal.kind,
        name: principal.kind === 'anonymous' ? '' : principal.name,
        user: user === undefined ? null : userView(user),
        roles: roles.filter((role) => holdsRole(principal, role)),
        scopes: principal.kind === 'token' ? principal.scopes : [],
        session_id: sessionId,
        csrf_token: sessionId === null ? null : sessions.csrfToken(sessionId),
      });
    }),

    route(changePassword, async (input) => {
      const { user, sessionId } = await personOf(db, input.principal);
      const { current_password, new_password } = input.body;
      unwrap(await selfService.changePassword(user, current_password, new_password, sessionId, callerOf(input)));
      return NO_CONTENT;
    }),

    route(startTotp, async (input) => {
      const { user } = await personOf(db, input.principal);
      return okAnswer(unwrap(await selfService.startTotp(user, input.body.password, callerOf(input))));
    }),

    route(confirmTotp, async (input) => {
      const { user } = await personOf(db, input.principal);
      const { recoveryCodes } = unwrap(await selfService.confirmTotp(user, input.body.code, callerOf(input)));
      return okAnswer({ recovery_codes: recoveryCodes });
    }),

    route(removeTotp, async (input) => {
      const { user } = await personOf(db, input.principal);
      unwrap(await selfService.removeTotp(user, input.body.password, input.body.code, callerOf(input)));
      return NO_CONTENT;
    }),

    route(listSessions, async ({ principal }) => {
      const { user, sessionId } = await personOf(db, principal);
      return okAnswer({ items: await sessions.list(user.id, sessionId) });
    }),

    route(endSession, async (input) => {
      const { user } = await personOf(db, input.principal);
      await sessions.end(user.id, input.params.id, callerOf(input));
      return NO_CONTENT;
    }),

    route(endOtherSessions, async (input) => {
      const { user, sessionId } = await personOf(db, input.principal);
      return okAnswer({ ended: await sessions.endAll(user.id, callerOf(input), sessionId) });
    }),

    route(listTokens, async ({ principal }) => {
      const { user } = await personOf(db, principal);
      return okAnswer({ items: (await apiTokenRows.ofOwner(db, user.id)).map(tokenView) });
    }),

    route(createToken, async (input) => {
      const { user } = await personOf(db, input.principal);
      const { name, scopes, expires_in_days } = input.body;
      const wish = { name, scopes, expiresInDays: expires_in_days };
      return { status: 201, body: unwrap(await tokens.create(wish, user, user.id, callerOf(input))) };
    }),

    route(revokeToken, async (input) => {
      const { user } = await personOf(db, input.principal);
      unwrap(await tokens.revoke(input.params.id, callerOf(input), user.id));
      return NO_CONTENT;
    }),

    route(createSocketTicket, async ({ principal }) => {
      const { ticket, expiresInSeconds } = unwrap(await sockets.createTicket(principal));
      return okAnswer({ ticket, expires_in: expiresInSeconds });
    }),
  ];
}
