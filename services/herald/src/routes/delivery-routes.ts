import { getNotification, listNotifications, replayDeadNotifications, replayNotification } from '@maximus/contracts';
import { acceptedAnswer, decodeCursor, encodeCursor, okAnswer, type Route, route } from '@maximus/http';
import { parseId, unwrap } from '@maximus/kernel';
import { keysetPage, type NotificationRow, notificationOrder, notifications } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { enqueueDelivery } from '../sending/deliver.ts';
import { toDelivery, toDetail } from '../to-wire.ts';

/** Dead notifications that are put back at once. */
const mostRevived = 500;
const noChannel = '00000000-0000-0000-0000-000000000000';

/** What was sent, and trying again what was not. */
export function deliveryRoutes(parts: Parts): Route[] {
  const { database, clock } = parts;
  return [
    route(listNotifications, async ({ query }) => {
      const after =
        query.cursor === undefined
          ? undefined
          : unwrap(decodeCursor(query.cursor, 'newest', notificationOrder.length)).key;
      const channel = query.channel === undefined ? undefined : (parseId('chn', query.channel) ?? noChannel);
      const rows = notifications.query(database, { channel, state: query.state });
      const page = await keysetPage(rows, { sort: notificationOrder, after, limit: query.limit });
      return okAnswer({
        items: page.items.map(toDelivery),
        next_cursor: page.next === null ? null : encodeCursor({ sort: 'newest', key: page.next }),
      });
    }),
    route(getNotification, async ({ params }) => okAnswer(toDetail(await notificationNamed(parts, params.id)))),
    route(replayNotification, async ({ params }) => {
      const row = await notificationNamed(parts, params.id);
      const again = await database.transaction(async (tx) => {
        const set = { state: 'queued', attempts: 0, next_at: null };
        const queued = await notifications.change(tx, row.id, ['failed', 'dead'], set, new Date(clock.now()));
        if (queued === undefined) throw errors.not_replayable(`it is ${row.state}`);
        await enqueueDelivery(parts, row.id, { tx });
        return queued;
      });
      return acceptedAnswer(toDelivery(again));
    }),
    route(replayDeadNotifications, async ({ body }) => {
      const channel = body.channel === undefined ? undefined : (parseId('chn', body.channel) ?? noChannel);
      const revived = await database.transaction(async (tx) => {
        const rows = await notifications.reviveDead(tx, channel, new Date(clock.now()), mostRevived);
        for (const { id } of rows) await enqueueDelivery(parts, id, { tx });
        return rows.length;
      });
      return acceptedAnswer({ replayed: revived });
    }),
  ];
}

async function notificationNamed({ database }: Parts, id: string): Promise<NotificationRow> {
  const uuid = parseId('ntf', id);
  const row = uuid === undefined ? undefined : await notifications.find(database, uuid);
  if (row === undefined) throw errors.notification_not_found(`there is no notification ${id.slice(0, 64)}`);
  return row;
}
