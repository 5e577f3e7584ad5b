import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';

/** Log-ins that are under way at the OpenID provider. */
export const oidcFlowRows = {
  /** Adds a flow unless too many wait; `false` then. */
  async insert(
    db: Writer,
    flow: {
      readonly stateHash: Buffer;
      readonly browserHash: Buffer;
      readonly sealed: Buffer;
      readonly expiresAt: Date;
    },
    now: Date,
    most: number,
  ): Promise<boolean> {
    const { numAffectedRows } = await sql`
      insert into oidc_flows (state_hash, browser_hash, sealed, expires_at)
      select ${flow.stateHash}, ${flow.browserHash}, ${flow.sealed}, ${flow.expiresAt}::timestamptz
      where (select count(*) from (select 1 from oidc_flows where expires_at > ${now} limit ${most}) as waiting) < ${most}`.execute(
      db.kysely,
    );
    return numAffectedRows === 1n;
  },

  /** Uses a flow up; `undefined` when there is none, which is also the answer to a state that comes twice. */
  async take(
    db: Writer,
    stateHash: Buffer,
  ): Promise<{ browserHash: Buffer; sealed: Buffer; expiresAt: Date } | undefined> {
    const row = await db.kysely
      .deleteFrom('oidc_flows')
      .where('state_hash', '=', stateHash)
      .returning(['browser_hash', 'sealed', 'expires_at'])
      .executeTakeFirst();
    return row && { browserHash: row.browser_hash, sealed: row.sealed, expiresAt: row.expires_at };
  },

  async removeEnded(db: Writer, now: Date): Promise<void> {
    await db.kysely.deleteFrom('oidc_flows').where('expires_at', '<=', now).execute();
  },
};
