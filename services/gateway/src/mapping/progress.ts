import type { EventEnvelope } from '@maximus/contracts';
import { type Data, number, object, type Routed, routed, text } from './draft.ts';

/** Feeds and the index → `osint`: the end of each sync and build; what happens in between is published by the service. */
export function mapOsint(event: EventEnvelope): readonly Routed[] {
  const { data, type } = event;
  const feed = type === 'index.swapped' ? 'index' : (text(data, 'feed_id') ?? '');
  const done = number(data, 'records_total') ?? number(data, 'records') ?? 0;
  const ms = number(data, 'duration_ms');
  const changed = (number(data, 'added') ?? 0) + (number(data, 'changed') ?? 0);
  return [
    routed('osint', event, {
      type: 'osint_progress',
      key: feed,
      data: {
        feed,
        phase: type === 'index.swapped' ? 'swapped' : 'synced',
        done,
        total: done,
        rate: ms === undefined || ms === 0 ? null : (changed * 1_000) / ms,
        state: type === 'feed.failed' ? 'failed' : 'ok',
      },
    }),
  ];
}

/** A sync that is getting on → `osint`. */
export function mapFeedProgress(event: EventEnvelope): readonly Routed[] {
  const { data } = event;
  const feed = text(data, 'feed_id') ?? '';
  const [phase, done, total] = [text(data, 'phase') ?? '', number(data, 'done') ?? 0, number(data, 'total') ?? null];
  const shown = { feed, phase, done, total, rate: number(data, 'rate') ?? null, state: 'syncing' };
  return [routed('osint', event, { type: 'osint_progress', key: feed, data: shown })];
}

/** Scans, deliveries, simulations and whatever tells its progress → `tasks`. */
export function mapTask(event: EventEnvelope): readonly Routed[] {
  const data = taskOf(event);
  const id = text(data, 'task_id');
  if (id === undefined) return [];
  const owner = data['private'] === true ? text(data, 'owner') : undefined;
  return [
    routed('tasks', event, {
      type: 'task_update',
      key: id,
      ...(owner === undefined ? {} : { owner }),
      data: {
        task_id: id,
        kind: text(data, 'kind') ?? 'task',
        state: text(data, 'state') ?? 'running',
        progress: number(data, 'progress') ?? null,
        subject: text(data, 'subject') ?? null,
      },
    }),
  ];
}

function taskOf({ type, data }: EventEnvelope): Data {
  if (type === 'scan.completed') {
    const scan = object(data, 'scan');
    return { task_id: scan['scan_id'], kind: 'scan', state: scan['state'], progress: 1, subject: scan['project_id'] };
  }
  if (type === 'delivery.status_changed') {
    const delivery = 'delivery' in data ? object(data, 'delivery') : data;
    const task_id = text(delivery, 'id') ?? text(delivery, 'delivery_id');
    return { task_id, kind: 'delivery', state: delivery['state'] ?? delivery['status'], subject: delivery['patch_id'] };
  }
  if (type === 'bas.simulation_changed') {
    const simulation = 'simulation' in data ? object(data, 'simulation') : data;
    return { ...simulation, task_id: simulation['id'], kind: 'simulation' };
  }
  return data;
}

/** Chunks of generated answers → `ai`. */
export function mapInsight(event: EventEnvelope): readonly Routed[] {
  const { data } = event;
  const owner = text(data, 'owner') ?? text(data, 'user_id');
  return [
    routed('ai', event, {
      type: 'maximus_stream',
      ...(owner === undefined ? {} : { owner }),
      data: {
        stream_id: text(data, 'stream_id') ?? event.id,
        seq: number(data, 'seq') ?? 0,
        chunk: typeof data['chunk'] === 'string' ? data['chunk'] : '',
        done: data['done'] === true,
      },
    }),
  ];
}
