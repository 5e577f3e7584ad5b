import { listNotifications, replayNotification } from '@maximus/contracts';
import { acceptedAnswer, decodeCursor, encodeCursor, okAnswer, type Route, route } from '@maximus/http';
import { parseId, unwrap } from '@maximus/kernel';
import { keysetPage, notificationOrder, notifications } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { deliverJob } from '../sending/deliver.ts';
import { toDelivery } from '../to-wire.ts';

const noChannel = '00000000-0000-0000-0000-000000000000';

/** What was sent, and trying again what was not. */
export function deliveryRoutes(parts: Parts): Route[] {
  const { database, clock, jobs } = parts;
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
    route(replayNotification, async ({ params }) => {
      const uuid = parseId('ntf', params.id);
      const row = uuid === undefined ? undefined : await notifications.find(database, uuid);
      if (row === undefined) throw errors.notification_not_found(`there is no notification ${params.id.slice(0, 64)}`);
      const again = await database.transaction(async (tx) => {
        const set = { state: 'queued', attempts: 0, next_at: null };
        const queued = await notifications.change(tx, row.id, ['failed', 'dead'], set, new Date(clock.now()));
        if (queued === undefined) throw errors.not_replayable(`it is ${row.state}`);
        await jobs.enqueue(deliverJob, { id: row.id }, { key: `${deliverJob}:${row.id}`, tx });
        return queued;
      });
      return acceptedAnswer(toDelivery(again));
    }),
  ];
}
