import { createHmac } from 'node:crypto';
import {
  createNotifyChannel,
  deleteNotifyChannel,
  type EventEnvelope,
  listNotifyChannels,
  muteNotifyChannel,
  type NotifyChannel,
  replaceNotifyChannel,
  replayNotification,
  testNotifyChannel,
} from '@maximus/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isWanted } from './is-wanted.ts';
import { retryDelaysMs } from './sending/outcome.ts';
import { type HttpReceiver, startHttpReceiver } from './testing/http-receiver.ts';
import { type OpenHerald, openHerald } from './testing/open-herald.ts';

let receiver: HttpReceiver;
let herald: OpenHerald;
let url: string;

beforeAll(async () => {
  receiver = await startHttpReceiver();
  url = `http://127.0.0.1:${receiver.port}/hook`;
  herald = await openHerald([`127.0.0.1:${receiver.port}`]);
}, 120_000);
afterAll(async () => {
  await herald.close();
  await receiver.close();
});
beforeEach(async () => {
  receiver.received.length = 0;
  receiver.answer = { status: 200, body: 'ok' };
  herald.secrets.set('hook', ['new secret', 'old secret']);
  for (const { id } of (await call<{ items: NotifyChannel[] }>(listNotifyChannels)).items)
    await call(deleteNotifyChannel, { params: { id } });
});

const call: OpenHerald['call'] = (endpoint, input) => herald.call(endpoint, input);
const handle = (event: EventEnvelope) => herald.handle(event);
const event: OpenHerald['event'] = (type, decision) => herald.event(type, decision);
const list: OpenHerald['list'] = (query) => herald.list(query);
const work: OpenHerald['work'] = (delivery) => herald.work(delivery);
const channel = (more: object = {}) =>
  call<NotifyChannel>(createNotifyChannel, {
    body: { kind: 'webhook', name: 'hook', url, secret: 'hook', filter: { events: ['decision.*'] }, ...more },
  });

describe('an event', () => {
  it('is sent once per channel, signed so that the receiver can check it, and logged', async () => {
    const { id } = await channel();
    const opened = event('decision.opened', { priority: 'critical' });
    await handle(opened);
    await handle(opened);
    const [queued, ...more] = await list({ channel: id });
    expect(more).toEqual([]);
    expect(queued).toMatchObject({ state: 'queued', attempts: 0, title: expect.stringContaining('waits for review') });
    await work(queued);
    await work(queued);
    expect(receiver.received).toHaveLength(1);
    const [taken] = receiver.received;
    if (taken === undefined) throw new Error('nothing was received');
    const { headers, body } = taken;
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const expected = createHmac('sha256', 'new secret').update(signed).digest('base64');
    expect(String(headers['webhook-signature']).split(' ')[0]).toBe(`v1,${expected}`);
    expect(JSON.parse(body)).toMatchObject({
      type: 'decision.opened',
      data: { severity: 'critical', link: expect.stringMatching(/^https:\/\/maximus\.example\.test\/review\/dec_/) },
    });
    expect((await list({ channel: id }))[0]).toMatchObject({ state: 'sent', attempts: 1, response_code: 200 });
  });

  it('that nobody has words for, or that no channel wants, is not sent', async () => {
    const { id } = await channel({
      filter: { events: ['decision.opened'], min_priority: 'high', projects: ['prj_x'] },
    });
    for (const one of [event('decision.commented'), event('scan.completed'), event('decision.opened')])
      await handle(one);
    expect(await list({ channel: id })).toEqual([]);
  });

  it('that cannot be sent is tried at growing pauses, is then dead and told, and can be sent again', async () => {
    const { id } = await channel();
    await handle(event('decision.opened'));
    receiver.answer = { status: 503, body: 'later' };
    const [queued] = await list({ channel: id });
    for (const delay of retryDelaysMs) {
      await work(queued);
      const [failed] = await list({ channel: id });
      expect(failed).toMatchObject({ state: 'failed', response_code: 503 });
      expect(Date.parse(failed?.next_at ?? '') - herald.now()).toBe(delay);
      herald.advance(delay);
    }
    await work(queued);
    const [dead] = await list({ state: 'dead' });
    expect(dead).toMatchObject({ attempts: 7, last_error: expect.stringContaining('herald.refused_by_receiver') });
    const outbox = await herald.test.database.kysely.selectFrom('outbox').select('envelope').execute();
    expect(outbox.some(({ envelope }) => envelope.includes('notification.failed'))).toBe(true);
    receiver.answer = { status: 200, body: 'ok' };
    await call(replayNotification, { params: { id: dead?.id } });
    await work(dead);
    expect((await list({ channel: id }))[0]).toMatchObject({ state: 'sent', attempts: 1 });
    await expect(call(replayNotification, { params: { id: dead?.id } })).rejects.toMatchObject({
      code: 'herald.not_replayable',
    });
  });

  it('waits while its channel has sent as much as it may in a minute', async () => {
    const { id } = await channel({ per_minute: 1 });
    await handle(event('decision.opened'));
    await handle(event('decision.opened'));
    for (const one of await list({ channel: id })) await work(one);
    expect(receiver.received).toHaveLength(1);
    herald.advance(61_000);
    for (const one of await list({ channel: id, state: 'queued' })) await work(one);
    expect(receiver.received).toHaveLength(2);
  });
});

describe('a channel', () => {
  it('whose receiver is gone is switched off, and says why', async () => {
    const { id } = await channel();
    await handle(event('decision.opened'));
    await handle(event('decision.opened'));
    receiver.answer = { status: 410, body: '' };
    for (const one of await list({ channel: id })) await work(one);
    expect(receiver.received).toHaveLength(1);
    const { items } = await call<{ items: NotifyChannel[] }>(listNotifyChannels);
    expect(items).toMatchObject([{ enabled: false, disabled_reason: expect.stringContaining('410') }]);
    expect((await list({ channel: id })).map(({ state }) => state)).toEqual(['dead', 'dead']);
  });

  it('can be tried, muted, changed and removed', async () => {
    const made = await channel();
    const params = { id: made.id };
    expect(await call(testNotifyChannel, { params })).toEqual({ sent: true, response_code: 200 });
    receiver.answer = { status: 500, body: '' };
    expect(await call(testNotifyChannel, { params })).toMatchObject({ sent: false, response_code: 500 });
    herald.secrets.set('hook', []);
    expect(await call(testNotifyChannel, { params })).toMatchObject({
      error: expect.stringContaining('secret_missing'),
    });
    herald.secrets.set('hook', ['new secret', 'old secret']);
    const muted = await call<NotifyChannel>(muteNotifyChannel, {
      params,
      body: { until: new Date(herald.now() + 60_000).toISOString() },
    });
    await handle(event('decision.opened'));
    expect(await list({ channel: made.id })).toEqual([]);
    const { id: _id, version: _v, created_at: _c, updated_at: _u, muted_until: _m, ...body } = muted;
    const change = (version?: number) =>
      call(replaceNotifyChannel, {
        params,
        body: { ...body, name: 'other' },
        ...(version !== undefined && { version }),
      });
    await expect(change()).rejects.toMatchObject({ code: 'http.version_required' });
    await expect(change(1)).rejects.toMatchObject({ code: 'herald.version_conflict' });
    expect(await change(muted.version)).toMatchObject({ name: 'other', version: 3 });
    await call(deleteNotifyChannel, { params });
    await expect(call(testNotifyChannel, { params })).rejects.toMatchObject({ code: 'herald.channel_not_found' });
    await expect(channel({ url: undefined })).rejects.toMatchObject({ code: 'herald.channel_invalid' });
    await expect(channel({ kind: 'slack' })).rejects.toMatchObject({ code: 'herald.channel_invalid' });
  });

  it('is quiet in its hours, but for what is critical', () => {
    const quiet_hours = { timezone: 'UTC', days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '06:00' };
    const filter = { events: ['decision.*'], quiet_hours };
    const at = (text: string, priority: string) =>
      isWanted({ type: 'decision.opened', priority } as Parameters<typeof isWanted>[0], filter, {
        nowMs: Date.parse(text),
        mutedUntilMs: undefined,
      });
    expect(at('2026-06-01T23:00:00Z', 'high')).toBe(false);
    expect(at('2026-06-01T05:59:00Z', 'high')).toBe(false);
    expect(at('2026-06-01T06:00:00Z', 'high')).toBe(true);
    expect(at('2026-06-01T23:00:00Z', 'critical')).toBe(true);
  });
});
