import type { Bus, RunningSubscription } from '@maximus/bus';
import type { EventEnvelope, Topic } from '@maximus/contracts';
import type { Clock } from '@maximus/kernel';
import type { Logger } from '@maximus/observability';
import type { Hub } from '@maximus/realtime';
import type { ApvLoader } from './apv.ts';
import type { Routed } from './draft.ts';
import { mapEvent } from './map-event.ts';

/** What feeding the channels needs. */
export interface FeedNeeds {
  readonly bus: Pick<Bus, 'subscribe'>;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Stable over restarts where it can be: the node goes on where it stopped. */
  readonly nodeName: string;
  readonly catchUpAgeMs: number;
  readonly load: ApvLoader;
}

const topics: readonly Topic[] = [
  'maximus.adaptive-immunity.apv',
  'maximus.adaptive-immunity.patches',
  'maximus.adaptive-immunity.events',
  'maximus.adaptive-immunity.metrics',
];

/**
 * Reads the bus in a consumer group of this node and publishes; publishing is idempotent by event id, so that all nodes
 * do so and one event is one message (gateway.md §7).
 */
export async function feedChannels(needs: FeedNeeds): Promise<RunningSubscription> {
  const { bus, hub, clock, logger, load } = needs;
  /** Topics whose old events, there before this node, have passed: from then on even late ones are news. */
  const current = new Set<Topic>();
  return bus.subscribe({
    group: `gateway-${needs.nodeName}`,
    topics,
    handle: async (event, { topic }) => {
      const isOld = clock.now() - Date.parse(event.occurredAt) > needs.catchUpAgeMs;
      if (isOld && !current.has(topic)) return;
      current.add(topic);
      for (const one of await mapEvent(event, load)) await publish(hub, logger, event, one);
    },
  });
}

async function publish(hub: Hub, logger: Logger, event: EventEnvelope, { channel, draft }: Routed): Promise<void> {
  const outcome = await hub.publish(channel, draft);
  if (outcome.ok) return;
  // Over the limit of a message: readers are told that there is something, and where it is read (gateway.md §5).
  if (outcome.error.code !== 'realtime.message_too_large') throw outcome.error;
  logger.error({ err: outcome.error, event: event.type, channel }, 'a live message was too large');
  const id = draft.key ?? event.id;
  const reference = await hub.publish(channel, {
    ...draft,
    data: { truncated: true, id, href: hrefOf(draft.type, id) },
  });
  if (!reference.ok) throw reference.error;
}

function hrefOf(type: string, id: string): string {
  if (type === 'apv') return `/api/adaptive-immunity/apvs/${id}`;
  if (type === 'patch') return `/api/adaptive-immunity/patches/${id}`;
  return type === 'new_patch' || type === 'decision_update' ? `/hitl/decisions/${id}` : '';
}
