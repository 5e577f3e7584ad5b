import type { Bus, RunningSubscription } from '@maximus/bus';
import type { ChannelFilter, EventEnvelope } from '@maximus/contracts';
import { newUuid } from '@maximus/kernel';
import { type Inbox, notifications, notifyChannels, type Tx } from '@maximus/storage';
import { composeMessage } from './compose-message.ts';
import { isWanted } from './is-wanted.ts';
import type { Parts } from './parts.ts';
import { deliverJob } from './sending/deliver.ts';

const group = 'maximus.herald';

/** Follows the loop and queues what channels want to be told, once per channel and event. */
export async function followEvents(
  parts: Parts,
  { bus, inbox }: { readonly bus: Pick<Bus, 'subscribe'>; readonly inbox: Inbox },
): Promise<RunningSubscription> {
  return await bus.subscribe({
    group,
    topics: ['maximus.adaptive-immunity.events'],
    handle: async (event) => {
      if (composeMessage(event, parts.publicUrl) === undefined) return;
      await parts.database.transaction(async (tx) => {
        if (await inbox.once(tx, group, event.id)) await queueFor(tx, parts, event);
      });
    },
  });
}

async function queueFor(tx: Tx, parts: Parts, event: EventEnvelope): Promise<void> {
  const message = composeMessage(event, parts.publicUrl);
  if (message === undefined) return;
  const nowMs = parts.clock.now();
  for (const channel of await notifyChannels.list(tx)) {
    const filter = channel.filter as unknown as ChannelFilter;
    if (!channel.enabled || !isWanted(message, filter, { nowMs, mutedUntilMs: channel.muted_until?.getTime() }))
      continue;
    const id = newUuid(parts.clock);
    const row = { id, channel_id: channel.id, event_id: event.id, event_type: event.type, message };
    if (await notifications.queue(tx, row, new Date(nowMs)))
      await parts.jobs.enqueue(deliverJob, { id }, { key: `${deliverJob}:${id}`, tx });
  }
}
