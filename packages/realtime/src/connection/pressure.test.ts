import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Hub } from '../hub/index.ts';
import { draft, openHub, startSocketServer, type TestSocketServer, WireClient, waitUntil } from '../testing/index.ts';

let hub: Hub;
let server: TestSocketServer;
const stalled: Socket[] = [];

/** A reader that connects, subscribes, and then never takes a byte again. */
async function stall(channels: readonly string[]): Promise<Socket> {
  const { port } = new URL(server.url);
  const socket = connect(Number(port), '127.0.0.1');
  stalled.push(socket);
  socket.on('error', () => undefined);
  const before = server.sockets.registry.size;
  socket.write(
    'GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: maximus.v1\r\n\r\n',
  );
  await waitUntil('it is connected', () => server.sockets.registry.size === before + 1);
  socket.pause();
  const subs = Object.fromEntries(channels.map((channel) => [channel, {}]));
  socket.write(
    maskedFrame(
      JSON.stringify({ id: 1, connect: { token: 'token-of-slow', client: { name: 's', version: '0' }, subs } }),
    ),
  );
  await waitUntil(
    'it has subscribed',
    () => server.sockets.registry.all().at(-1)?.subscriptions.size === channels.length,
  );
  return socket;
}

function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head =
    payload.length < 126 ? [0x81, 0x80 | payload.length] : [0x81, 0xfe, payload.length >> 8, payload.length & 255];
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([Buffer.from(head), Buffer.alloc(4), payload]);
}

afterEach(async () => {
  for (const socket of stalled.splice(0)) socket.destroy();
  await server.stop();
  await hub.stop();
});

describe('a slow reader', () => {
  it('is closed with 3008 at the limit, destroyed soon after, and delays nobody', async () => {
    hub = await openHub({ config: { close_timeout: '300ms' } });
    server = await startSocketServer(hub);
    await stall(['adaptive-immunity']);
    const good = await WireClient.connect(server.url, { subs: { 'adaptive-immunity': {} } });
    const text = 'x'.repeat(100_000);
    let sent = 0;
    while (server.sockets.registry.dropped === 0 && sent < 1_000) {
      sent += 1;
      await hub.publish('adaptive-immunity', draft(`m${sent}`, { data: { text } }));
      await waitUntil('the good one has it', () => good.publications.length === sent);
    }
    expect(server.sockets.registry.dropped).toBe(1);
    expect(good.publications.map(({ offset }) => offset)).toEqual(Array.from({ length: sent }, (_, at) => at + 1));
    await waitUntil('only one stream is left', () => server.streams.size === 1);
    good.end();
  });

  it('one hundred of them hold no more than their bounded share: frames are shared, queues end', async () => {
    hub = await openHub({ config: { history_messages: 10 } });
    server = await startSocketServer(hub);
    for (let at = 0; at < 100; at += 1) await stall(['adaptive-immunity']);
    const text = 'y'.repeat(200_000);
    let waiting = 0;
    for (let at = 0; at < 200 && server.sockets.registry.size > 0; at += 1) {
      await hub.publish('adaptive-immunity', draft(`m${at}`, { data: { text } }));
      waiting = Math.max(waiting, server.sockets.registry.waitingBytes);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await waitUntil('all are gone', () => server.sockets.registry.size === 0);
    expect(server.sockets.registry.dropped).toBe(100);
    expect(waiting).toBeLessThanOrEqual(100 * (2 ** 20 + 256 * 1_024));
    expect(hub.counts.delivered).toBeGreaterThan(0);
  }, 120_000);

  it('from the low mark gets the newest value per key instead of every one, and stays', async () => {
    hub = await openHub();
    server = await startSocketServer(hub);
    const socket = await stall(['tasks']);
    const text = 'z'.repeat(20_000);
    for (let at = 0; at < 2_000; at += 1) {
      const key = `scn_${at % 5}`;
      await hub.publish('tasks', draft(`t${at}`, { type: 'task_update', key, data: { at, text } }));
      if (at % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(server.sockets.registry.dropped).toBe(0);
    const received: number[] = [];
    let rest = '';
    socket.on('data', (chunk: Buffer) => {
      rest += chunk.toString('latin1');
      const found = [...rest.matchAll(/"at":(\d+),/g)].map(([, at]) => Number(at));
      received.splice(0, received.length, ...found);
    });
    socket.resume();
    const last = [1_995, 1_996, 1_997, 1_998, 1_999];
    await waitUntil('the last values are there', () => last.every((at) => received.includes(at)));
    expect(received.length).toBeLessThan(2_000);
    expect(received).toEqual([...received].sort((a, b) => a - b));
  });

  it('gets decisions before what waits of other channels, each channel in its order', async () => {
    hub = await openHub({ config: { queue_high_size: '64MiB', queue_low_size: '32MiB' } });
    server = await startSocketServer(hub);
    const socket = await stall(['adaptive-immunity', 'hitl']);
    const text = 'q'.repeat(200_000);
    const [connection] = server.sockets.registry.all();
    for (let at = 0; at < 100; at += 1) {
      await hub.publish('adaptive-immunity', draft(`a${at}`, { data: { text } }));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(connection?.waitingBytes).toBeGreaterThan(1_000_000);
    for (let at = 0; at < 3; at += 1) {
      await hub.publish('hitl', draft(`h${at}`, { type: 'decision_update', data: { at } }));
    }
    const order: string[] = [];
    let rest = '';
    socket.on('data', (chunk: Buffer) => {
      rest += chunk.toString('latin1');
      const found = [...rest.matchAll(/"event_id":"(\w+)"/g)].map(([, id]) => String(id));
      order.splice(0, order.length, ...found);
    });
    socket.resume();
    await waitUntil('everything is there', () => order.length === 103);
    const of = (letter: string) => order.filter((id) => id.startsWith(letter)).map((id) => Number(id.slice(1)));
    expect(of('h')).toEqual([0, 1, 2]);
    expect(of('a')).toEqual(Array.from({ length: 100 }, (_, at) => at));
    expect(order.indexOf('h2')).toBeLessThan(order.indexOf('a99'));
  });
});

describe('a drain', () => {
  it('hands over what waits, says when to come back, and closes with 3001', async () => {
    hub = await openHub();
    server = await startSocketServer(hub);
    const one = await WireClient.connect(server.url, { subs: { hitl: {} } });
    await hub.publish('hitl', draft('last', { type: 'new_patch' }));
    for (const connection of server.sockets.registry.all()) connection.leave(1_234);
    const { code, reason } = await one.closing();
    expect(code).toBe(3001);
    expect(JSON.parse(reason)).toEqual({ reconnect_after_ms: 1_234 });
    expect(one.publications.map(({ event_id }) => event_id)).toEqual(['last']);
    expect(one.pushes.some(({ disconnect }) => disconnect?.reconnect_after_ms === 1_234)).toBe(true);
  });
});
