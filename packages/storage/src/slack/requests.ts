import type { Writer } from '../database/index.ts';

/** Requests of Slack that were taken, over all processes. */
export const slackRequests = {
  /** Takes a request; `false` where it was taken before. Those taken before `forgetBefore` are forgotten. */
  async take(db: Writer, digest: Buffer, at: Date, forgetBefore: Date): Promise<boolean> {
    await db.kysely.deleteFrom('slack_request').where('taken_at', '<', forgetBefore).execute();
    const { numInsertedOrUpdatedRows } = await db.kysely
      .insertInto('slack_request')
      .values({ digest, taken_at: at })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  },
} as const;
