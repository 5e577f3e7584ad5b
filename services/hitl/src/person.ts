import { type AuditActor, actorOf } from '@maximus/audit';
import type { VoteVia } from '@maximus/contracts';
import { holdsRole, type Principal } from '@maximus/http';
import { userRows, type Writer } from '@maximus/storage';
import { errors } from './errors.ts';
import type { Voter } from './rules/subject.ts';

/** Who acts, with the person behind it. */
export interface Person extends Voter {
  readonly name: string;
  /** What history and policies name: the person, or a token of nobody. */
  readonly id: string;
  readonly isToken: boolean;
  readonly via: VoteVia;
  readonly actor: AuditActor;
  readonly address: string;
  readonly sessionId?: string;
}

/**
 * The person of a principal: of a token the one it belongs to, so that nobody reviews twice or their own work through a
 * token. A `user` that is sent must name the same person by id, name or e-mail: `hitl.user_mismatch`.
 */
export async function personOf(
  db: Writer,
  principal: Principal,
  sent: { readonly user?: string | undefined; readonly via?: VoteVia | undefined } = {},
): Promise<Person> {
  if (principal.kind === 'anonymous') throw errors.not_allowed('nobody in particular may act here');
  const userId = principal.userId;
  const account = userId === undefined ? undefined : await userRows.byId(db, userId);
  const isToken = principal.kind === 'token';
  const person: Person = {
    userId,
    id: userId ?? (isToken ? principal.tokenId : ''),
    name: account?.displayName ?? principal.name,
    isReviewer: holdsRole(principal, 'reviewer'),
    isAdmin: holdsRole(principal, 'admin'),
    isToken,
    via: isToken ? (sent.via === 'cli' ? 'cli' : 'api') : 'web',
    actor: actorOf(principal),
    address: principal.address,
    ...(principal.kind === 'user' ? { sessionId: principal.sessionId } : {}),
  };
  if (sent.user === undefined) return person;
  const names = [userId, account?.name, account?.displayName, account?.email, principal.name];
  const asked = sent.user.trim().toLowerCase();
  if (!names.some((name) => name != null && name.toLowerCase() === asked))
    throw errors.user_mismatch('`user` names somebody else than the one who is signed in');
  return person;
}
