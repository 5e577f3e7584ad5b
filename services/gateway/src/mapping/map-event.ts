import type { EventEnvelope } from '@maximus/contracts';
import { type ApvLoader, mapApv } from './apv.ts';
import { mapDecision } from './decision.ts';
import { type Routed, routed } from './draft.ts';
import { mapPatch } from './patch.ts';
import { mapFeedProgress, mapInsight, mapOsint, mapTask } from './progress.ts';
import { mapContainer, mapIncident, mapSystem } from './surroundings.ts';

type MapEvent = (event: EventEnvelope, load: ApvLoader) => readonly Routed[] | Promise<readonly Routed[]>;

const byType: Readonly<Record<string, MapEvent>> = {
  'feed.synced': mapOsint,
  'feed.failed': mapOsint,
  'feed.progress': mapFeedProgress,
  'index.swapped': mapOsint,
  'scan.completed': mapTask,
  'task.updated': mapTask,
  'delivery.status_changed': mapTask,
  'bas.simulation_changed': mapTask,
  'insight.chunk': mapInsight,
  'container.state_changed': mapContainer,
  'container.incident_opened': mapIncident,
  'system.status_changed': mapSystem,
  'metrics.snapshot': (event) => [routed('adaptive-immunity', event, { type: 'metrics', data: event.data })],
};

const byFamily: Readonly<Record<string, MapEvent>> = { apv: mapApv, patch: mapPatch, decision: mapDecision };

/** The messages that an event of the loop stands for (gateway.md §1); none for events that nobody watches live. */
export async function mapEvent(event: EventEnvelope, load: ApvLoader): Promise<readonly Routed[]> {
  const family = event.type.slice(0, event.type.indexOf('.'));
  const map = Object.hasOwn(byType, event.type)
    ? byType[event.type]
    : Object.hasOwn(byFamily, family)
      ? byFamily[family]
      : undefined;
  return map === undefined ? [] : map(event, load);
}
