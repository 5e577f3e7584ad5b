import type { Bus, RunningSubscription } from '@maximus/bus';
import type { ChannelFilter, EventEnvelope, NotifyKind } from '@maximus/contracts';
import { newUuid } from '@maximus/kernel';
import { type ChannelRow, findProject, type Inbox, notifications, notifyChannels, type Tx } from '@maximus/storage';
import { channelKinds } from './channels/registry.ts';
import type { Message } from './channels/types.ts';
import { composeMessage } from './compose-message.ts';
import { isWanted } from './is-wanted.ts';
import type { Parts } from './parts.ts';
import { enqueueDelivery } from './sending/deliver.ts';
import { digestJob, gathersUntil } from './sending/digest.ts';

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
  const composed = composeMessage(event, parts.publicUrl);
  if (composed === undefined) return;
  const team = composed.project_id === undefined ? undefined : (await findProject(tx, composed.project_id))?.team;
  const message: Message = team == null ? composed : { ...composed, team };
  const about = `${message.about.kind}:${message.about.id}`;
  for (const channel of await notifyChannels.list(tx)) {
    if (!channel.enabled || !(await concerns(tx, parts, { channel, message, about }))) continue;
    const id = newUuid(parts.clock);
    const nowMs = parts.clock.now();
    const runAt = gathersUntil(channel, nowMs);
    const row = { id, channel_id: channel.id, event_id: event.id, event_type: event.type, about, message };
    if (!(await notifications.queue(tx, { ...row, next_at: runAt ?? null }, new Date(nowMs)))) continue;
    if (runAt === undefined) await enqueueDelivery(parts, id, { tx });
    else await parts.jobs.enqueue(digestJob, { channel: channel.id }, { key: `${digestJob}:${channel.id}`, runAt, tx });
  }
}

interface Told {
  readonly channel: ChannelRow;
  readonly message: Message;
  readonly about: string;
}

/** Whether a channel is told: it wants to be, or what it showed earlier is not true any more. */
async function concerns(tx: Tx, { clock }: Parts, { channel, message, about }: Told): Promise<boolean> {
  const filter = channel.filter as unknown as ChannelFilter;
  if (isWanted(message, filter, { nowMs: clock.now(), mutedUntilMs: channel.muted_until?.getTime() })) return true;
  const canChange = channelKinds.get(channel.kind as NotifyKind)?.receiptOf !== undefined;
  return canChange && message.changes === true && (await notifications.firstAbout(tx, channel.id, about)) !== undefined;
}
