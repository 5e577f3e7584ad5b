import type { Principal } from '@maximus/http';
import { type Database, type UserRecord, userRows } from '@maximus/storage';
import { isDeveloper } from '../access/authenticate.ts';
import { errors } from '../errors.ts';

/** A person with a session, as what may change accounts and credentials; a token never makes further ones. */
export interface Person {
  readonly user: UserRecord;
  readonly sessionId: string;
}

/** The person behind a request; throws `identity.person_required` for a token. */
export async function personOf(db: Database, principal: Principal): Promise<Person> {
  if (principal.kind !== 'user' || isDeveloper(principal))
    throw errors.person_required('this needs a session of a person');
  const user = await userRows.byId(db, principal.userId);
  if (user === undefined) throw errors.session_ended('the account of this session is gone');
  return { user, sessionId: principal.sessionId };
}
