import type { EventEnvelope } from '@maximus/contracts';
import { type Data, object, type Routed, routed, tagsOf, text } from './draft.ts';

/** `container.state_changed` → `containers`. */
export function mapContainer(event: EventEnvelope): readonly Routed[] {
  const container = 'container' in event.data ? object(event.data, 'container') : event.data;
  const id = text(container, 'id');
  return id === undefined ? [] : [routed('containers', event, { type: 'container_status', data: container, key: id })];
}

/** `container.incident_opened` → `threats`. */
export function mapIncident(event: EventEnvelope): readonly Routed[] {
  const incident = 'incident' in event.data ? object(event.data, 'incident') : event.data;
  const id = text(incident, 'id');
  if (id === undefined) return [];
  const priority = text(incident, 'severity') ?? 'high';
  const title = (text(incident, 'title') ?? text(incident, 'cause') ?? 'container incident').slice(0, 300);
  const data = { kind: 'container_incident', subject: id, title, priority };
  return [routed('threats', event, { type: 'threat_alert', data, key: id, tags: tagsOf({ priority }) })];
}

/** `system.status_changed` → `system`, per component, and `hitl`, whose clients show it too. */
export function mapSystem(event: EventEnvelope): readonly Routed[] {
  const { data } = event;
  const component = text(data, 'component') ?? 'server';
  const status = text(data, 'status') ?? 'notice';
  const degraded = Array.isArray(data['degraded']) ? data['degraded'] : [];
  const whole: Data = { status, components: { [component]: status }, degraded };
  return [
    routed('system', event, { type: 'system_status', key: component, data: { ...data, component, status } }),
    routed('hitl', event, { type: 'system_status', data: whole }),
  ];
}
