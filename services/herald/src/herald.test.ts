import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Audit, createAudit } from '@maximus/audit';
import {
  createNotifyChannel,
  deleteNotifyChannel,
  type Endpoint,
  type EventEnvelope,
  listNotifications,
  listNotifyChannels,
  muteNotifyChannel,
  type NotificationDelivery,
  type NotifyChannel,
  replaceNotifyChannel,
  replayNotification,
  testNotifyChannel,
} from '@maximus/contracts';
import { decisionRecord } from '@maximus/contracts/testing';
import type { HandlerInput, Route } from '@maximus/http';
import { newId, parseId, type Running, systemClock } from '@maximus/kernel';
import { silentLogger } from '@maximus/observability';
import { createInbox, createJobs, type Jobs } from '@maximus/storage';
import { openTestDatabase, type TestDatabase } from '@maximus/storage/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HeraldConfig } from './config.ts';
import { isWanted } from './is-wanted.ts';
import type { Parts } from './parts.ts';
import { deliver } from './sending/deliver.ts';
import { retryDelaysMs } from './sending/outcome.ts';
import { startHerald } from './start-herald.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let test: TestDatabase;
let jobs: Jobs;
let audit: Audit;
let running: Running<Parts, Route>;
let server: Server;
let url: string;
let answer = { status: 200, body: 'ok' };
let nowMs = Date.parse('2026-06-01T12:00:00Z');
const received: Received[] = [];
const secrets = new Map([['hook', ['new secret', 'old secret']]]);
let handle: (event: EventEnvelope) => Promise<void>;

beforeAll(async () => {
  test = await openTestDatabase();
  jobs = await createJobs({ database: test.database, logger: silentLogger });
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(answer.status).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}/hook`;
  const clock = { now: () => nowMs };
  const log = { error: (_fields: object, message: string) => expect.fail(message) };
  audit = createAudit({ db: test.database, clock, log, sealEveryMs: 3_600_000 });
  running = await startHerald({
    config: HeraldConfig.parse({ allow_addresses: [`127.0.0.1:${port}`] }),
    clock,
    logger: silentLogger,
    database: test.database,
    inbox: createInbox(),
    jobs,
    audit,
    bus: {
      subscribe: async (subscription) => {
        handle = (event) => subscription.handle(event, undefined as never);
        return { stop: async () => undefined };
      },
    },
    secretsOf: async (name) => secrets.get(name) ?? [],
    publicUrl: 'https://maximus.example.test',
  });
}, 120_000);
afterAll(async () => {
  await running.stop?.(AbortSignal.timeout(5_000));
  await jobs.stop(AbortSignal.timeout(5_000));
  await audit.stop();
  await test.close();
  server.close();
});
beforeEach(async () => {
  received.length = 0;
  answer = { status: 200, body: 'ok' };
  for (const { id } of (await call<{ items: NotifyChannel[] }>(listNotifyChannels)).items)
    await call(deleteNotifyChannel, { params: { id } });
});

async function call<T>(
  endpoint: Endpoint,
  input: { params?: object; query?: object; body?: unknown; version?: number } = {},
) {
  const route = running.routes?.find((each) => each.endpoint.id === endpoint.id);
  if (route === undefined) throw new Error(`${endpoint.id} is not served`);
  const made = await route.handle({
    params: endpoint.params?.parse(input.params ?? {}) ?? {},
    query: endpoint.query?.parse(input.query ?? {}) ?? {},
    body: endpoint.body?.parse(input.body),
    principal: { kind: 'user', userId: 'usr_1', name: 'ada', roles: ['admin'], sessionId: 's', address: '::1' },
    correlationId: 'test',
    requestId: 'test',
    headers: input.version === undefined ? {} : { 'if-match': `"${input.version}"` },
    signal: new AbortController().signal,
  } as unknown as HandlerInput<Endpoint>);
  endpoint.answers[made.status]?.parse(made.body);
  return made.body as T;
}

const channel = (more: object = {}) =>
  call<NotifyChannel>(createNotifyChannel, {
    body: { kind: 'webhook', name: 'hook', url, secret: 'hook', filter: { events: ['decision.*'] }, ...more },
  });
const event = (type: string, decision: object = {}): EventEnvelope => ({
  id: newId('evt', systemClock),
  type,
  version: 1,
  occurredAt: new Date(nowMs).toISOString(),
  correlationId: 'chain',
  causationId: null,
  data: { decision: decisionRecord(decision) },
});
const list = async (query: object = {}) =>
  (await call<{ items: NotificationDelivery[] }>(listNotifications, { query })).items;
const work = async (delivery: NotificationDelivery | undefined) =>
  deliver(running.value, parseId('ntf', delivery?.id ?? '') ?? '');

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
    expect(received).toHaveLength(1);
    const { headers, body } = received[0] ?? { headers: {}, body: '' };
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
    answer = { status: 503, body: 'later' };
    const [queued] = await list({ channel: id });
    for (const delay of retryDelaysMs) {
      await work(queued);
      const [failed] = await list({ channel: id });
      expect(failed).toMatchObject({ state: 'failed', response_code: 503 });
      expect(Date.parse(failed?.next_at ?? '') - nowMs).toBe(delay);
      nowMs += delay;
    }
    await work(queued);
    const [dead] = await list({ state: 'dead' });
    expect(dead).toMatchObject({ attempts: 7, last_error: expect.stringContaining('herald.refused_by_receiver') });
    const outbox = await test.database.kysely.selectFrom('outbox').select('envelope').execute();
    expect(outbox.some(({ envelope }) => envelope.includes('notification.failed'))).toBe(true);
    answer = { status: 200, body: 'ok' };
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
    expect(received).toHaveLength(1);
    nowMs += 61_000;
    for (const one of await list({ channel: id, state: 'queued' })) await work(one);
    expect(received).toHaveLength(2);
  });
});

describe('a channel', () => {
  it('whose receiver is gone is switched off, and says why', async () => {
    const { id } = await channel();
    await handle(event('decision.opened'));
    await handle(event('decision.opened'));
    answer = { status: 410, body: '' };
    for (const one of await list({ channel: id })) await work(one);
    expect(received).toHaveLength(1);
    const { items } = await call<{ items: NotifyChannel[] }>(listNotifyChannels);
    expect(items).toMatchObject([{ enabled: false, disabled_reason: expect.stringContaining('410') }]);
    expect((await list({ channel: id })).map(({ state }) => state)).toEqual(['dead', 'dead']);
  });

  it('can be tried, muted, changed and removed', async () => {
    const made = await channel();
    const params = { id: made.id };
    expect(await call(testNotifyChannel, { params })).toEqual({ sent: true, response_code: 200 });
    answer = { status: 500, body: '' };
    expect(await call(testNotifyChannel, { params })).toMatchObject({ sent: false, response_code: 500 });
    secrets.set('hook', []);
    expect(await call(testNotifyChannel, { params })).toMatchObject({
      error: expect.stringContaining('secret_missing'),
    });
    secrets.set('hook', ['new secret', 'old secret']);
    const muted = await call<NotifyChannel>(muteNotifyChannel, {
      params,
      body: { until: new Date(nowMs + 60_000).toISOString() },
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
