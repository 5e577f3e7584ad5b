import type { SubscribeResult } from '@maximus/contracts';
import { commandResults, Publication } from '@maximus/contracts';
import { fail, ok } from '@maximus/kernel';
import { afterEach, describe, expect, it } from 'vitest';
import { errors } from '../errors.ts';
import type { Hub } from '../hub/index.ts';
import {
  draft,
  openHub,
  startSocketServer,
  type TestSocketServer,
  viewer,
  WireClient,
  waitUntil,
} from '../testing/index.ts';

let hub: Hub;
let server: TestSocketServer;
const clients: WireClient[] = [];

async function serve(config: Record<string, unknown> = {}, authenticate?: Parameters<typeof startSocketServer>[1]) {
  hub = await openHub({ config });
  server = await startSocketServer(hub, authenticate);
}

async function client(params: object = {}, token?: string): Promise<WireClient> {
  const one = await WireClient.connect(server.url, params, token);
  clients.push(one);
  return one;
}

afterEach(async () => {
  for (const one of clients.splice(0)) one.end();
  await server.stop();
  await hub.stop();
});

describe('the native protocol', () => {
  it('connects with a token and says what it allows', async () => {
    await serve();
    const one = await client();
    const welcome = commandResults.connect.parse(one.replies.get(1)?.result);
    expect(welcome).toMatchObject({ user: 'ana', ping_interval: 25, heartbeat_interval: 30, subs: {} });
    expect(welcome.limits).toMatchObject({ channels: 128, message_bytes: 65_536, recovery_messages: 300 });
  });

  it('subscribes, delivers in order, and answers a ping with positions', async () => {
    await serve();
    const one = await client();
    const reply = await one.command('subscribe', { channel: 'adaptive-immunity' });
    const result = reply.result as SubscribeResult;
    expect(result).toMatchObject({
      offset: 0,
      recovered: false,
      was_recovering: false,
      publications: [],
      mode: 'stream',
    });
    for (const id of ['a', 'b'])
      await hub.publish('adaptive-immunity', draft(id, { key: `apv_${id}`, tags: { priority: 'high' } }));
    await waitUntil('both are there', () => one.publications.length === 2);
    expect(one.publications.map((pub) => Publication.parse(pub))).toEqual([
      expect.objectContaining({
        channel: 'adaptive-immunity',
        offset: 1,
        type: 'apv',
        event_id: 'a',
        key: 'apv_a',
        tags: { priority: 'high' },
      }),
      expect.objectContaining({ offset: 2, event_id: 'b', data: { id: 'b' } }),
    ]);
    const pong = await one.command('ping');
    expect(pong.result).toMatchObject({ positions: { 'adaptive-immunity': [2, result.epoch] } });
  });

  it('takes subscriptions in the connect command and recovers them in it', async () => {
    await serve();
    const first = await client({ subs: { hitl: {} } });
    const { epoch } = commandResults.connect.parse(first.replies.get(1)?.result).subs['hitl'] as SubscribeResult;
    for (const id of ['a', 'b', 'c']) await hub.publish('hitl', draft(id, { type: 'new_patch' }));
    const second = await client({ subs: { hitl: { recover: true, offset: 1, epoch }, nothing: {} } });
    const { subs } = commandResults.connect.parse(second.replies.get(1)?.result);
    expect(subs['hitl']).toMatchObject({ recovered: true, was_recovering: true, offset: 3 });
    expect((subs['hitl'] as SubscribeResult).publications.map(({ event_id }) => event_id)).toEqual(['b', 'c']);
    expect(subs['nothing']).toEqual({ error: { code: 102, message: expect.any(String), temporary: false } });
  });

  it('a filter keeps offsets: what is left out shows as a skip, and positions move on', async () => {
    await serve();
    const one = await client();
    await one.command('subscribe', { channel: 'adaptive-immunity', filter: { priority: 'critical' } });
    for (const [id, priority] of [
      ['a', 'low'],
      ['b', 'critical'],
      ['c', 'low'],
      ['d', 'low'],
      ['e', 'critical'],
      ['f', 'low'],
    ] as const) {
      await hub.publish('adaptive-immunity', draft(id, { tags: { priority, project: ['prj_1', 'prj_2'] } }));
    }
    await waitUntil('both are there', () => one.publications.length === 2);
    expect(one.publications.map(({ offset, skip }) => [offset, skip])).toEqual([
      [2, 1],
      [5, 2],
    ]);
    const { positions } = (await one.command('ping')).result as { positions: Record<string, [number, string]> };
    expect(positions['adaptive-immunity']?.[0]).toBe(6);
  });

  it('follows one entry under its own name, with the offsets of the whole channel', async () => {
    await serve();
    const one = await client();
    await one.command('subscribe', { channel: 'adaptive-immunity:apv/apv_2' });
    for (const id of ['1', '2', '3']) await hub.publish('adaptive-immunity', draft(id, { key: `apv_${id}` }));
    await hub.publish('adaptive-immunity', draft('4', { type: 'patch', key: 'pch_1', follows: ['apv_2', 'apv_9'] }));
    await waitUntil('both are there', () => one.publications.length === 2);
    expect(one.publications.map(({ channel, offset, skip }) => [channel, offset, skip])).toEqual([
      ['adaptive-immunity:apv/apv_2', 2, 1],
      ['adaptive-immunity:apv/apv_2', 4, 1],
    ]);
  });

  it('hides private work from those who may not see it, live and in what is replayed', async () => {
    await serve({}, async (token) => ok(viewer(token, { seesWorkOf: (owner) => owner === token })));
    const [ana, bob] = [await client({}, 'ana'), await client({}, 'bob')];
    for (const one of [ana, bob]) await one.command('subscribe', { channel: 'ai' });
    await hub.publish('ai', draft('mine', { type: 'maximus_stream', owner: 'ana' }));
    await hub.publish('ai', draft('all', { type: 'maximus_stream' }));
    await waitUntil('bob has one', () => bob.publications.length === 1);
    await waitUntil('ana has both', () => ana.publications.length === 2);
    expect(bob.publications[0]).toMatchObject({ event_id: 'all', skip: 1 });
    const history = (await bob.command('history', { channel: 'ai', limit: 10 })).result as {
      publications: Publication[];
    };
    expect(history.publications.map(({ event_id }) => event_id)).toEqual(['all']);
  });

  it('reads history forwards, backwards and from a position, and says when a position is gone', async () => {
    await serve();
    const one = await client();
    for (const id of ['a', 'b', 'c']) await hub.publish('threats', draft(id, { type: 'threat_alert' }));
    const ids = async (params: object) => {
      const reply = await one.command('history', { channel: 'threats', ...params });
      const { publications } = (reply.result ?? { publications: [] }) as { publications: Publication[] };
      return reply.error?.code ?? publications.map(({ event_id }) => event_id);
    };
    const { epoch } = hub.position('threats')!;
    expect(await ids({ limit: 2 })).toEqual(['a', 'b']);
    expect(await ids({ limit: 2, reverse: true })).toEqual(['c', 'b']);
    expect(await ids({ limit: 10, since: { offset: 1, epoch } })).toEqual(['b', 'c']);
    expect(await ids({ limit: 10, since: { offset: 1, epoch: 'other' } })).toBe(112);
  });

  it('shows presence to the others and takes it back', async () => {
    await serve();
    const [ana, bob] = [await client(), await client({}, 'token-of-bob')];
    const channel = 'hitl:decision/dec_1';
    for (const one of [ana, bob]) await one.command('subscribe', { channel });
    const reply = await ana.command('presence', { channel, state: 'reading' });
    expect(reply.result).toMatchObject({ members: [{ user: 'ana', state: 'reading' }] });
    await waitUntil('bob sees ana', () => bob.pushes.some(({ presence }) => presence?.members[0]?.user === 'ana'));
    ana.end();
    await waitUntil('bob sees nobody', () => bob.pushes.at(-1)?.presence?.members.length === 0);
  });

  it.each([
    ['{', 107],
    ['[]', 107],
    ['{"id":0,"ping":{}}', 107],
    ['{"id":1.5,"ping":{}}', 107],
    ['{"id":7}', 107],
    ['{"id":7,"ping":{},"connect":{}}', 107],
    ['{"id":7,"publish":{}}', 104],
    ['{"id":7,"__proto__":{}}', 104],
    ['{"id":7,"toString":{}}', 104],
    ['{"id":7,"subscribe":{"channel":5}}', 107],
    ['{"id":7,"subscribe":{"channel":"system","more":1}}', 107],
    ['{"id":7,"history":{"channel":"system","limit":301}}', 107],
    ['{"id":7,"subscribe":{"channel":"nothing"}}', 102],
    ['{"id":7,"connect":{"client":{"name":"x","version":"0"}}}', 107],
  ])('answers %s with error %i and stays open', async (text, code) => {
    await serve();
    const one = await client();
    one.send(text);
    await waitUntil('it is answered', () => [...one.replies.values()].some(({ error }) => error !== undefined));
    const reply = [...one.replies.values()].find(({ error }) => error !== undefined);
    expect(reply?.error).toMatchObject({ code, temporary: false });
    expect((await one.command('ping')).result).toBeDefined();
  });

  it('several commands in one frame are carried out in order, also behind a connect that takes time', async () => {
    await serve({}, async (token) => {
      await new Promise((resolve) => setImmediate(resolve));
      return ok(viewer(token));
    });
    const one = new WireClient(server.url);
    clients.push(one);
    await one.opened();
    one.send(
      [
        { id: 1, connect: { token: 'ana', client: { name: 'x', version: '0' } } },
        { id: 2, subscribe: { channel: 'system' } },
        { id: 3, subscribe: { channel: 'system' } },
        { id: 4, unsubscribe: { channel: 'system' } },
      ]
        .map((command) => JSON.stringify(command))
        .join('\n'),
    );
    await waitUntil('all are answered', () => one.replies.size === 4);
    expect([...one.replies.keys()]).toEqual([1, 2, 3, 4]);
    expect(one.replies.get(3)?.error?.code).toBe(105);
    expect(one.replies.get(4)?.result).toEqual({});
  });
});

describe('a native connection is closed', () => {
  it('3500 for a token that is nobody', async () => {
    await serve();
    const one = new WireClient(server.url);
    clients.push(one);
    await one.opened();
    one.send('{"id":1,"connect":{"token":"no","client":{"name":"x","version":"0"}}}');
    expect((await one.closing()).code).toBe(3500);
  });

  it('3507 when it does not say who it is in time', async () => {
    await serve({ auth_timeout: '100ms', heartbeat_interval: '500ms' });
    const one = new WireClient(server.url);
    clients.push(one);
    expect((await one.closing()).code).toBe(3507);
  });

  it('3506 for a message over the limit, 1009 for one far over it', async () => {
    await serve({ command_size: '1KiB' });
    const one = await client();
    one.send(JSON.stringify({ id: 9, ping: {}, x: 'x'.repeat(2_000) }));
    expect((await one.closing()).code).toBe(3506);
    const two = await client();
    two.send('x'.repeat(10_000));
    expect((await two.closing()).code).toBe(1009);
  });

  it('3501 for binary frames and for too many commands in one', async () => {
    await serve();
    const one = await client();
    one.socket.send(Buffer.from([1, 2, 3]));
    expect((await one.closing()).code).toBe(3501);
    const two = await client();
    two.send(Array.from({ length: 65 }, (_, at) => `{"id":${at + 5},"ping":{}}`).join('\n'));
    expect((await two.closing()).code).toBe(3501);
  });

  it('after error 111 was not heeded, with 3013', async () => {
    await serve({ commands_per_second: 1, commands_burst: 5 });
    const one = await client();
    for (let id = 10; id < 30; id += 1) one.send(`{"id":${id},"ping":{}}`);
    expect((await one.closing()).code).toBe(3013);
    expect([...one.replies.values()].filter(({ error }) => error?.code === 111).length).toBeGreaterThan(0);
    expect([...one.replies.values()].find(({ error }) => error?.code === 111)?.error?.temporary).toBe(true);
  });

  it('3505 over the number of channels', async () => {
    await serve({ channels_per_connection: 2 });
    const one = await client();
    for (const channel of ['system', 'osint']) await one.command('subscribe', { channel });
    one.send('{"id":50,"subscribe":{"channel":"tasks"}}');
    expect((await one.closing()).code).toBe(3505);
  });

  it('3012 when nothing is heard, while one that pings stays and gets heartbeats', async () => {
    await serve({ silence_limit: '400ms', heartbeat_interval: '200ms' });
    const [quiet, lively] = [await client(), await client({ subs: { system: {} } })];
    const pinging = setInterval(() => lively.send('{"id":99,"ping":{}}'), 50);
    expect((await quiet.closing()).code).toBe(3012);
    await waitUntil('a heartbeat', () => lively.pushes.some(({ heartbeat }) => heartbeat !== undefined));
    clearInterval(pinging);
    expect(lively.closed).toBeUndefined();
    expect(lively.pushes.find(({ heartbeat }) => heartbeat)?.heartbeat).toMatchObject({
      positions: { system: [0, expect.any(String)] },
    });
  });

  it('WebSocket pings count as signs of life and are answered', async () => {
    await serve({ silence_limit: '400ms', heartbeat_interval: '200ms' });
    const one = await client();
    let pongs = 0;
    one.socket.on('pong', () => {
      pongs += 1;
    });
    const pinging = setInterval(() => one.socket.ping(), 50);
    await waitUntil('it outlived the limit', () => pongs > 12);
    clearInterval(pinging);
    expect(one.closed).toBeUndefined();
  });

  it('3005 at the end of its token, after a notice; a refresh in time keeps it', async () => {
    const lifeMs = 700;
    await serve({ refresh_notice: '400ms', heartbeat_interval: '500ms' }, async (token) =>
      token === 'bad'
        ? fail(errors.broker_away('no'))
        : ok(viewer('ana', { expiresAtMs: Date.now() + (token === 'long' ? 3_600_000 : lifeMs) })),
    );
    const [stays, goes] = [await client({}, 'short'), await client({}, 'short')];
    await waitUntil('both are told', () => [stays, goes].every(({ pushes }) => pushes.some(({ refresh }) => refresh)));
    expect((await goes.command('refresh', { token: 'bad' })).error?.code).toBe(109);
    expect((await stays.command('refresh', { token: 'long' })).result).toMatchObject({
      expires_at: expect.any(String),
    });
    expect((await goes.closing()).code).toBe(3005);
    expect(stays.closed).toBeUndefined();
  });

  it('is unsubscribed with 2003 when its rights shrink', async () => {
    await serve();
    const one = await client({ subs: { system: {}, ai: {} } });
    for (const connection of server.sockets.registry.all()) {
      connection.admit(viewer('ana', { mayRead: (channel) => channel !== 'ai' }));
    }
    await waitUntil('it is told', () =>
      one.pushes.some(({ channel, unsubscribe }) => channel === 'ai' && unsubscribe?.code === 2003),
    );
    expect((await one.command('subscribe', { channel: 'ai' })).error?.code).toBe(103);
  });
});
