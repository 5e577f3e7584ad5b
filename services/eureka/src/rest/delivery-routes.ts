import { listPullRequests, retryDelivery } from '@maximus/contracts';
import { acceptedAnswer, okAnswer, type Route, route } from '@maximus/http';
import { parseId } from '@maximus/kernel';
import { deliveries, patches, toDelivery } from '@maximus/storage';
import { enqueueDelivery } from '../delivery/release.ts';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';

/** Deliveries: what is on its way, and another try for what failed. */
export function deliveryRoutes(parts: Parts): Route[] {
  const { database } = parts;
  return [
    route(listPullRequests, async ({ query }) =>
      okAnswer({ items: (await deliveries.unsettled(database, query.limit)).map(toDelivery) }),
    ),
    route(retryDelivery, async ({ params, correlationId }) => {
      const uuid = parseId('dlv', params.id);
      const row = uuid === undefined ? undefined : await deliveries.find(database, uuid);
      const patch = row === undefined ? undefined : await patches.find(database, row.patch_id);
      if (row === undefined || patch === undefined)
        throw errors.delivery_not_found(`there is no delivery "${params.id.slice(0, 64)}"`);
      if (patch.status !== 'delivering') throw errors.not_ended(`${patch.code} is ${patch.status}, not delivering`);
      const again = await database.transaction(async (tx) => {
        await enqueueDelivery(parts, tx, patch, correlationId);
        return deliveries.change(tx, row.id, { state: 'queued' }, { atMs: parts.clock.now(), correlationId });
      });
      return acceptedAnswer(toDelivery(again));
    }),
  ];
}
