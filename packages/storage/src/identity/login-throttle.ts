import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';

/** What charging an attempt answered. */
export type ThrottleCharge =
  | { readonly allowed: true }
  /** `key` is what must wait longest. */
  | { readonly allowed: false; readonly key: Buffer; readonly blockedUntil: Date };

/** How delays grow: none up to `freeFailures`, then `firstDelayMs` doubling up to `longestDelayMs`. */
interface DelayRule {
  readonly freeFailures: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** After so long without a failure the count starts again. */
  readonly forgetAfterMs: number;
}

/**
 * Failures to log in, by digest of what is counted. An attempt is charged before the password is looked at and given back
 * when it was right, so that any number of attempts at once gets no more tries than one after the other.
 */
export const loginThrottleRows = {
  async charge(db: Writer, keys: readonly Buffer[], now: Date, rule: DelayRule): Promise<ThrottleCharge> {
    const blocked = await loginThrottleRows.blocked(db, keys, now);
    if (blocked !== undefined) return blocked;
    const nowMs = now.getTime();
    // One order of rows for everybody, so that two charges cannot wait for each other.
    const ordered = [...keys].sort(Buffer.compare);
    const forgotten = new Date(nowMs - rule.forgetAfterMs);
    const failures = sql`case when login_throttle.last_failure_at < ${forgotten} then 1 else login_throttle.failures + 1 end`;
    const { rows } = await sql<{ key: Buffer }>`
      insert into login_throttle (key, failures, last_failure_at, blocked_until)
      select key, 1, ${now}::timestamptz, ${now}::timestamptz
      from unnest(${ordered}::bytea[]) with ordinality as wanted (key, place) order by place
      on conflict (key) do update set
        failures = ${failures},
        last_failure_at = excluded.last_failure_at,
        blocked_until = case
          when (${failures}) < ${rule.freeFailures} then excluded.last_failure_at
          else excluded.last_failure_at + least(
            ${rule.longestDelayMs}::double precision,
            ${rule.firstDelayMs}::double precision * power(2, least((${failures}) - ${rule.freeFailures}, 30))
          ) * interval '1 millisecond' end
      where login_throttle.blocked_until <= ${now}
      returning key`.execute(db.kysely);
    if (rows.length === ordered.length) return { allowed: true };
    // Somebody else was first and the row is blocked now.
    const key = ordered.find((one) => !rows.some((row) => row.key.equals(one))) ?? Buffer.alloc(0);
    const since = await loginThrottleRows.blocked(db, keys, now);
    return since ?? { allowed: false, key, blockedUntil: new Date(nowMs + rule.firstDelayMs) };
  },

  /** The block that lasts longest, where there is one. */
  async blocked(
    db: Writer,
    keys: readonly Buffer[],
    now: Date,
  ): Promise<Extract<ThrottleCharge, { allowed: false }> | undefined> {
    const row = await db.kysely
      .selectFrom('login_throttle')
      .select(['key', 'blocked_until'])
      .where('key', 'in', [...keys])
      .where('blocked_until', '>', now)
      .orderBy('blocked_until', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row && { allowed: false, key: row.key, blockedUntil: row.blocked_until };
  },

  /** Forgets the failures of a key. */
  async clear(db: Writer, key: Buffer): Promise<void> {
    await db.kysely.deleteFrom('login_throttle').where('key', '=', key).execute();
  },

  /** Gives one charge back, without ending a block that others earned. */
  async refund(db: Writer, key: Buffer): Promise<void> {
    await db.kysely
      .updateTable('login_throttle')
      .set({ failures: sql<number>`greatest(failures - 1, 0)` })
      .where('key', '=', key)
      .execute();
  },

  async removeOld(db: Writer, lastFailureBefore: Date): Promise<void> {
    await db.kysely.deleteFrom('login_throttle').where('last_failure_at', '<', lastFailureBefore).execute();
  },
};
