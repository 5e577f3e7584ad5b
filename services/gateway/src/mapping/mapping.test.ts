import { channels, type EventEnvelope, eventCatalogue, parseChannel, payloads } from '@maximus/contracts';
import { patchInEvent } from '@maximus/contracts/testing';
import { waitUntil } from '@maximus/realtime/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { TestGateway } from '../testing/test-gateway.ts';
import { mapEvent } from './map-event.ts';

const event = (type: string, data: object): EventEnvelope => ({
  id: 'evt_1',
  type,
  version: 1,
  occurredAt: '2026-01-01T00:00:00.000Z',
  correlationId: 'c',
  causationId: null,
  data: data as Record<string, unknown>,
});
const apv = {
  id: 'apv_1',
  primary_id: 'CVE-2026-1',
  summary: 's',
  priority: 'critical',
  kind: 'vulnerability',
  version: 2,
  details: 'long',
  status: 'detected',
};
const routed = async (type: string, data: object, load = {}) =>
  (await mapEvent(event(type, data), load)).map(
    ({ channel, draft }) => [channel, draft.type, draft.key, draft.data] as const,
  );

describe('events become messages', () => {
  it.each([
    ['apv.detected', { apv }, ['adaptive-immunity:apv', 'threats:threat_alert']],
    ['apv.detected', { apv: { ...apv, priority: 'low' } }, ['adaptive-immunity:apv']],
    [
      'apv.detected',
      { apv: { ...apv, kind: 'malware', priority: 'low' } },
      ['adaptive-immunity:apv', 'threats:threat_alert'],
    ],
    ['apv.updated', { apv, changed: ['epss'] }, ['adaptive-immunity:apv']],
    ['apv.updated', { apv: { ...apv, kev: {} }, changed: ['kev'] }, ['adaptive-immunity:apv', 'threats:threat_alert']],
    [
      'apv.updated',
      { apv: { ...apv, regressed: true }, changed: ['regressed'] },
      ['adaptive-immunity:apv', 'threats:threat_alert'],
    ],
    [
      'apv.status_changed',
      { apv_id: 'apv_1', from: 'detected', to: 'confirmed', reason: '', version: 3 },
      ['adaptive-immunity:apv'],
    ],
    ['apv.superseded', { apv_id: 'apv_1', superseded_by: 'apv_2' }, ['adaptive-immunity:apv']],
    ['patch.merged', { patch: { id: 'pch_1' }, previous_status: 'delivered' }, ['adaptive-immunity:patch']],
    ['metrics.snapshot', { apvs_detected: 1 }, ['adaptive-immunity:metrics']],
    ['decision.opened', { decision: { id: 'dec_1' } }, ['hitl:new_patch']],
    ['decision.decided', { decision: { id: 'dec_1' } }, ['hitl:decision_update']],
    [
      'feed.synced',
      { feed_id: 'osv', records_total: 9, added: 1, changed: 1, duration_ms: 1_000 },
      ['osint:osint_progress'],
    ],
    ['feed.failed', { feed_id: 'osv' }, ['osint:osint_progress']],
    ['index.swapped', { generation: 2, records: 9 }, ['osint:osint_progress']],
    ['scan.completed', { scan: { scan_id: 'scn_1', state: 'succeeded' } }, ['tasks:task_update']],
    ['task.updated', { task_id: 'job_1', kind: 'plan', state: 'running', progress: 0.5 }, ['tasks:task_update']],
    ['delivery.status_changed', { id: 'dlv_1', state: 'merged' }, ['tasks:task_update']],
    ['bas.simulation_changed', { simulation: { id: 'sim_1', state: 'running' } }, ['tasks:task_update']],
    ['insight.chunk', { stream_id: 's', seq: 1, chunk: 'text', done: false }, ['ai:maximus_stream']],
    ['container.state_changed', { id: 'abc', name: 'web', state: 'running' }, ['containers:container_status']],
    ['container.incident_opened', { id: 'inc_1' }, ['threats:threat_alert']],
    ['system.status_changed', { component: 'bus', status: 'degraded' }, ['system:system_status', 'hitl:system_status']],
    ['finding.opened', { items: [] }, []],
    ['notification.failed', {}, []],
    ['apv.detected', {}, []],
    ['patch.merged', { patch: 7 }, []],
    ['constructor', {}, []],
  ])('%s', async (type, data, expected) => {
    const found = await routed(type, data);
    expect(found.map(([channel, message]) => `${channel}:${message}`)).toEqual(expected);
    for (const [channel, message, key, body] of found) {
      expect(channels[channel].types).toContain(message);
      expect(payloads[message]?.safeParse(body).error?.issues).toBeUndefined();
      if (channels[channel].mode === 'cache') expect(key).toBeTruthy();
      expect(parseChannel(channel)).toBeDefined();
    }
  });

  it('an APV goes out as a list shows it, with its version, and without what only its page needs', async () => {
    const [[, , , data] = []] = await routed('apv.detected', { apv });
    expect(data).toMatchObject({ id: 'apv_1', version: 2 });
    expect(data).not.toHaveProperty('details');
  });

  it('a bare change of status is completed where that is possible, and says so where it is not', async () => {
    const change = { apv_id: 'apv_1', from: 'detected', to: 'confirmed', reason: '', version: 3 };
    const [[, , , bare] = []] = await routed('apv.status_changed', change);
    expect(bare).toEqual({ id: 'apv_1', status: 'confirmed', version: 3, partial: true });
    const [[, , , whole] = []] = await routed('apv.status_changed', change, {
      apv: async () => ({ ...apv, version: 3 }),
    });
    expect(whole).toMatchObject({ primary_id: 'CVE-2026-1', version: 3 });
  });

  it('private work keeps its owner', async () => {
    const [one] = await mapEvent(event('task.updated', { task_id: 't', private: true, owner: 'usr_ana' }), {});
    const [two] = await mapEvent(event('insight.chunk', { chunk: 'x', user_id: 'usr_bob' }), {});
    expect([one?.draft.owner, two?.draft.owner]).toEqual(['usr_ana', 'usr_bob']);
  });

  it('every event of the loop is mapped or left out without failing on strange data', async () => {
    for (const type of eventCatalogue.keys()) {
      for (const data of [{}, { apv: null }, { patch: [] }, { decision: { id: 5 } }, { scan: 'x' }]) {
        await expect(mapEvent(event(type, data), {})).resolves.toBeDefined();
      }
    }
  });
});

describe('the feed', () => {
  let node: TestGateway | undefined;
  afterEach(() => node?.stop());

  it('publishes an event once however often it is delivered, and a reference for what is too large', async () => {
    node = await TestGateway.start({ realtime: { message_size: '1KiB' } });
    const { hub } = node;
    await node.emit('insight.chunk', { stream_id: 's', seq: 0, chunk: 'x', done: false }, 'evt_same' as never);
    await node.emit('insight.chunk', { stream_id: 's', seq: 0, chunk: 'x', done: false }, 'evt_same' as never);
    await waitUntil('it is there', () => hub.position('ai')!.offset === 1);
    const patch = patchInEvent({ status: 'failed', status_reason: 'y'.repeat(2_000) });
    await node.emit('patch.failed', { patch, previous_status: null });
    await waitUntil('the reference is there', () => hub.position('adaptive-immunity')!.offset === 1);
    const viewer = { id: 'x', name: 'x', mayRead: () => true, seesWorkOf: () => true };
    expect(JSON.parse(hub.held('adaptive-immunity', viewer)?.[0]?.record.dataText ?? '')).toEqual({
      truncated: true,
      id: patch.id,
      href: `/api/adaptive-immunity/patches/${patch.id}`,
    });
    expect(hub.position('ai')?.offset).toBe(1);
  });

  it('fills channels of last values at the start', async () => {
    node = await TestGateway.start({
      loaders: {
        values: {
          osint: async () => [{ key: 'osv', type: 'osint_progress', data: { feed: 'osv' }, timestamp: 't' }],
          tasks: async () => {
            throw new Error('the database is away');
          },
        },
      },
    });
    expect([node.hub.position('osint')?.offset, node.hub.position('tasks')?.offset]).toEqual([1, 0]);
  });
});
