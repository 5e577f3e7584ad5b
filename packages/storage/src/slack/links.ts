import type { Selectable } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';
import type { SlackTables } from './tables.ts';

/** A Slack user that counts as an account. */
export type SlackLinkRow = Selectable<SlackTables['slack_link']>;

/** Links of Slack users to accounts, and the codes that make them. Accounts by UUID. */
export const slackLinks = {
  async find(db: Writer, teamId: string, slackUserId: string): Promise<SlackLinkRow | undefined> {
    return await db.kysely
      .selectFrom('slack_link')
      .selectAll()
      .where('team_id', '=', teamId)
      .where('slack_user_id', '=', slackUserId)
      .executeTakeFirst();
  },

  async ofUser(db: Writer, userUuid: string): Promise<readonly SlackLinkRow[]> {
    return await db.kysely
      .selectFrom('slack_link')
      .selectAll()
      .where('user_id', '=', userUuid)
      .orderBy('linked_at')
      .limit(100)
      .execute();
  },

  /** `false` where the Slack user counts as somebody already. */
  async insert(tx: Tx, row: Omit<SlackLinkRow, 'last_used_at'>): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await tx.kysely
      .insertInto('slack_link')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  },

  async noteUse(db: Writer, { team_id, slack_user_id }: SlackLinkRow, at: Date): Promise<void> {
    await db.kysely
      .updateTable('slack_link')
      .set({ last_used_at: at })
      .where('team_id', '=', team_id)
      .where('slack_user_id', '=', slack_user_id)
      .execute();
  },

  async remove(db: Writer, { team_id, slack_user_id }: SlackLinkRow): Promise<void> {
    await db.kysely
      .deleteFrom('slack_link')
      .where('team_id', '=', team_id)
      .where('slack_user_id', '=', slack_user_id)
      .execute();
  },

  /** Keeps the one code of an account; an earlier one ends. */
  async keepCode(db: Writer, userUuid: string, codeHash: Buffer, expiresAt: Date): Promise<void> {
    const code = { code_hash: codeHash, expires_at: expiresAt };
    await db.kysely
      .insertInto('slack_code')
      .values({ user_id: userUuid, ...code })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet(code))
      .execute();
  },

  /** Takes a code, once: the account that it is of, where it has not expired. */
  async takeCode(tx: Tx, codeHash: Buffer, at: Date): Promise<string | undefined> {
    const taken = await tx.kysely
      .deleteFrom('slack_code')
      .where('code_hash', '=', codeHash)
      .where('expires_at', '>', at)
      .returning('user_id')
      .executeTakeFirst();
    return taken?.user_id;
  },
} as const;
