import { createHmac } from 'node:crypto';
import {
  type ChannelInput,
  createNotifyChannel,
  deleteNotifyChannel,
  getNotification,
  type ListedChannel,
  listNotifyChannels,
  type NotificationDetail,
  type NotifyChannel,
  type NotifyKind,
  notifyKinds,
  replayDeadNotifications,
  testNotifyChannel,
} from '@maximus/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { retryDelaysMs } from '../sending/outcome.ts';
import { type HttpReceiver, startHttpReceiver } from '../testing/http-receiver.ts';
import { startMailServer, type TestMailServer } from '../testing/mail-server.ts';
import { type OpenHerald, openHerald } from '../testing/open-herald.ts';
import { channelKinds } from './registry.ts';

/** How a receiver of one kind is reached, refuses for now, takes again, and knows that the message is genuine. */
interface Member {
  channel(): Pick<ChannelInput, 'kind' | 'url' | 'target' | 'recipients' | 'sender' | 'secret'>;
  refuse(): void;
  accept(): void;
  /** Every message that was taken, each found genuine. */
  taken(): readonly string[];
  readonly secret: string;
  readonly ok: number;
  readonly busy: number;
}

let http: HttpReceiver;
let mail: TestMailServer;
let herald: OpenHerald;

beforeAll(async () => {
  http = await startHttpReceiver();
  mail = await startMailServer('smtps', { user: 'maximus', password: 'word' });
  const allowed = [http, mail].map(({ port }) => `127.0.0.1:${port}`);
  herald = await openHerald(allowed, { mailAuthorities: [mail.authority] });
}, 120_000);
afterAll(async () => {
  await herald.close();
  await http.close();
  await mail.close();
});

/** A kind that posts: what was received while it was accepted, if it carries the proof. */
function posting(kind: NotifyKind, more: object, isGenuine: (one: HttpReceiver['received'][number]) => boolean) {
  return {
    channel: () => ({ kind, url: `http://127.0.0.1:${http.port}/in`, secret: 'known', ...more }),
    secret: 'the secret',
    ok: 200,
    busy: 503,
    refuse: () => {
      http.answer = { status: 503, body: 'later' };
    },
    accept: () => {
      http.received.length = 0;
      http.answer = { status: 200, body: '{"ok":true,"channel":"C1","ts":"1.1"}' };
    },
    taken: () => http.received.filter(isGenuine).map(({ body }) => body),
  };
}

const members: Readonly<Record<NotifyKind, Member>> = {
  webhook: posting('webhook', {}, ({ headers, body }) => {
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    return headers['webhook-signature'] === `v1,${createHmac('sha256', 'the secret').update(signed).digest('base64')}`;
  }),
  pagerduty: posting('pagerduty', {}, ({ body }) => JSON.parse(body).routing_key === 'the secret'),
  slack: posting('slack', { target: 'C1' }, ({ headers }) => headers.authorization === 'Bearer the secret'),
  email: {
    channel: () => ({
      ...{ kind: 'email', url: `smtps://127.0.0.1:${mail.port}`, secret: 'known' },
      ...{ sender: 'maximus@example.test', recipients: ['ada@example.test'] },
    }),
    secret: 'maximus:word',
    ok: 250,
    busy: 451,
    refuse: () => {
      mail.refusal = { code: 451, text: 'later' };
    },
    accept: () => {
      mail.taken.length = 0;
      mail.refusal = undefined;
    },
    taken: () => mail.taken.filter(({ user }) => user === 'maximus').map(({ source }) => source),
  },
};

it('every kind is held to it', () => {
  expect(Object.keys(members).sort()).toEqual([...channelKinds.keys()].sort());
});

describe.each(Object.entries(members))('a channel of kind %s', (kind, member) => {
  let id: string;
  const add = async (more: object = {}) =>
    herald.call<NotifyChannel>(createNotifyChannel, {
      body: { name: kind, filter: { events: ['decision.*'] }, ...member.channel(), ...more },
    });
  const raise = async () => {
    await herald.handle(herald.event('decision.sla_breached', { priority: 'critical' }));
    return (await herald.list({ channel: id }))[0];
  };
  const detail = async (one: { readonly id: string } | undefined) =>
    herald.call<NotificationDetail>(getNotification, { params: { id: one?.id } });

  beforeEach(async () => {
    herald.secrets.set('known', [member.secret]);
    member.accept();
    const { items } = await herald.call<{ items: ListedChannel[] }>(listNotifyChannels);
    for (const one of items) await herald.call(deleteNotifyChannel, { params: { id: one.id } });
    ({ id } = await add());
  });

  it('sends an event once, so that the receiver knows that it is ours, and writes the try down', async () => {
    const event = herald.event('decision.sla_breached', { priority: 'critical' });
    await herald.handle(event);
    await herald.handle(event);
    const [queued, ...more] = await herald.list({ channel: id });
    expect(more).toEqual([]);
    await herald.work(queued);
    await herald.work(queued);
    expect(member.taken()).toHaveLength(1);
    expect(member.taken()[0]).toContain('review is late');
    expect(await detail(queued)).toMatchObject({
      state: 'sent',
      attempts: 1,
      next: 'Decide now, or escalate it.',
      link: expect.stringMatching(/^https:\/\/maximus\.example\.test\/review\/dec_/),
      tries: [{ result: 'sent', response_code: member.ok, at: new Date(herald.now()).toISOString() }],
    });
  });

  it('that is refused for now tries again at growing pauses, is then dead, and is sent again when told to', async () => {
    member.refuse();
    const queued = await raise();
    for (const delay of retryDelaysMs) {
      await herald.work(queued);
      const [failed] = await herald.list({ channel: id });
      expect(failed).toMatchObject({ state: 'failed', response_code: member.busy });
      expect(Date.parse(failed?.next_at ?? '') - herald.now()).toBe(delay);
      herald.advance(delay);
    }
    await herald.work(queued);
    expect((await detail(queued)).tries.map(({ result }) => result)).toEqual([
      ...retryDelaysMs.map(() => 'failed'),
      'dead',
    ]);
    const listed = async () =>
      (await herald.call<{ items: ListedChannel[] }>(listNotifyChannels)).items.find((one) => one.id === id);
    expect(await listed()).toMatchObject({ secret_found: true, waiting: 0, dead: 1 });
    member.accept();
    expect(await herald.call(replayDeadNotifications, { body: { channel: id } })).toEqual({ replayed: 1 });
    expect(await listed()).toMatchObject({ waiting: 1, dead: 0 });
    await herald.work(queued);
    expect(member.taken()).toHaveLength(1);
    expect(await detail(queued)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(await listed()).toMatchObject({ waiting: 0, last_sent_at: new Date(herald.now()).toISOString() });
    expect(await herald.call(replayDeadNotifications, { body: { channel: id } })).toEqual({ replayed: 0 });
  });

  it('is tried by its button, which says how it went', async () => {
    const press = () => herald.call<{ sent: boolean; error?: string }>(testNotifyChannel, { params: { id } });
    expect(await press()).toEqual({ sent: true, response_code: member.ok });
    expect(member.taken()).toHaveLength(1);
    member.refuse();
    expect(await press()).toMatchObject({ sent: false, response_code: member.busy });
    herald.secrets.delete('known');
    expect((await press()).error).toContain('herald.secret_missing');
  });

  it('goes to no address of the inside that is not allowed, and does not try again', async () => {
    const { url } = member.channel();
    await herald.call(deleteNotifyChannel, { params: { id } });
    ({ id } = await add({ url: url?.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:9').replace(/^http:/, 'https:') }));
    const queued = await raise();
    await herald.work(queued);
    expect(await detail(queued)).toMatchObject({ state: 'dead', attempts: 1 });
    expect((await detail(queued)).last_error).toContain('herald.address_refused');
  });

  it('is made only of what its kind needs and takes', async () => {
    const body = { name: kind, filter: { events: ['decision.*'] }, ...member.channel() };
    const made = (change: object) => herald.call(createNotifyChannel, { body: { ...body, ...change } });
    for (const field of notifyKinds[kind as NotifyKind].needs)
      await expect(made({ [field]: undefined })).rejects.toMatchObject({ code: 'herald.channel_invalid' });
    await expect(made(kind === 'slack' ? { sender: 'a@example.test' } : { target: 'C1' })).rejects.toMatchObject({
      code: 'herald.channel_invalid',
    });
    await expect(
      made({ url: kind === 'email' ? 'https://example.test' : 'smtps://example.test' }),
    ).rejects.toMatchObject({ code: 'herald.channel_invalid' });
  });
});
