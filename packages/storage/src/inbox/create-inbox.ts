import type { Inbox } from './types.ts';

/**
 * The inbox in PostgreSQL. Of two deliveries of one event at the same time the second waits for the first one's
 * transaction: it is told `false` when that commits, and handles the event itself when that is undone.
 */
export function createInbox(): Inbox {
  return {
    async once(tx, group, eventId) {
      const { numInsertedOrUpdatedRows } = await tx.kysely
        .insertInto('inbox')
        .values({ consumer_group: group, event_id: eventId })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n;
    },
  };
}
