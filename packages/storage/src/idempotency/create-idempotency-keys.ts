import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../database/index.ts';
import type {
  IdempotencyClaim,
  IdempotencyKeys,
  IdempotencyOutcome,
  IdempotentRequest,
  StoredAnswer,
} from './types.ts';

/** How long an answer is kept (platform.md §1.5). */
export const idempotencyHours = 24;
/**
 * A claim whose process died is free after this long; longer than any request may take. What is carried out twice then is
 * refused by the state machines, whose changes are bound to a version.
 */
const claimSeconds = 90;
const mostAnswerBytes = 1 << 20;

/** The idempotency keys in PostgreSQL. */
export function createIdempotencyKeys(database: Pick<Database, 'kysely'>): IdempotencyKeys {
  return { begin: (request) => begin(database, request) };
}

async function begin(database: Pick<Database, 'kysely'>, request: IdempotentRequest): Promise<IdempotencyOutcome> {
  const { kysely } = database;
  const claim = randomUUID();
  const digest = Buffer.from(request.bodyDigest);
  // One statement, so that of two requests at once exactly one gets the claim: a row that is there is taken over only
  // when its day is over or its process died.
  const claimed = await sql`
    insert into idempotency_key (scope, key, body_digest, claim, claimed_until)
    values (${request.scope}, ${request.key}, ${digest}, ${claim}, ${inSeconds(claimSeconds)})
    on conflict (scope, key) do update
      set body_digest = excluded.body_digest, claim = excluded.claim, claimed_until = excluded.claimed_until,
        answer = null, created_at = now()
      where idempotency_key.created_at < now() - make_interval(hours => ${idempotencyHours})
        or (idempotency_key.answer is null and idempotency_key.claimed_until < now()
          and idempotency_key.body_digest = excluded.body_digest)
    returning 1
  `.execute(kysely);
  if (claimed.rows.length === 1) return { state: 'new', claim: claimOf(database, request, claim) };
  const row = await kysely
    .selectFrom('idempotency_key')
    .select(['body_digest', 'answer'])
    .where('scope', '=', request.scope)
    .where('key', '=', request.key)
    .executeTakeFirst();
  // Abandoned between the two statements: whoever asks again gets it.
  if (row === undefined) return { state: 'in_progress' };
  if (!row.body_digest.equals(digest)) return { state: 'mismatch' };
  if (row.answer === null) return { state: 'in_progress' };
  return { state: 'answered', answer: JSON.parse(row.answer) as StoredAnswer };
}

function claimOf(
  { kysely }: Pick<Database, 'kysely'>,
  { scope, key }: IdempotentRequest,
  claim: string,
): IdempotencyClaim {
  const abandon = async () => {
    await kysely
      .deleteFrom('idempotency_key')
      .where('scope', '=', scope)
      .where('key', '=', key)
      .where('claim', '=', claim)
      .execute();
  };
  const finish = async (answer: StoredAnswer) => {
    const text = JSON.stringify(answer);
    // An answer too large to keep is made anew for those who ask again.
    if (Buffer.byteLength(text) > mostAnswerBytes) return await abandon();
    await kysely
      .updateTable('idempotency_key')
      .set({ answer: text })
      .where('scope', '=', scope)
      .where('key', '=', key)
      .where('claim', '=', claim)
      .execute();
  };
  return { finish, abandon };
}

function inSeconds(seconds: number) {
  return sql`now() + make_interval(secs => ${seconds})`;
}
