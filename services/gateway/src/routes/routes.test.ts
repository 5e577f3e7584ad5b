import { GatewayStatus, PollAnswer, parsePositions, StreamStatus } from '@maximus/contracts';
import { draft } from '@maximus/realtime/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestGateway } from '../testing/test-gateway.ts';

let node: TestGateway;
beforeEach(async () => {
  node = await TestGateway.start({ realtime: { history_messages: 5 } });
});
afterEach(() => node.stop());

async function poll(query: string, headers: Record<string, string> = {}, who = 'ana') {
  const response = await node.get(`/api/gateway/poll?${query}`, who, headers);
  const answer = response.status === 200 ? PollAnswer.parse(await response.json()) : undefined;
  return { status: response.status, etag: response.headers.get('etag') ?? '', answer };
}

const say = (id: string) => node.hub.publish('hitl', draft(id, { type: 'new_patch' }));

describe('polling', () => {
  it('goes on from positions as a socket does', async () => {
    const start = await poll('channels=hitl,tasks');
    expect(start.answer).toMatchObject({ messages: [], recovered: true });
    const { epoch } = node.hub.position('hitl')!;
    for (const id of ['a', 'b']) await say(id);
    const next = await poll(`channels=hitl&since=hitl;0;${epoch}`);
    expect(next.answer?.messages.map(({ event_id, channel }) => [channel, event_id])).toEqual([
      ['hitl', 'a'],
      ['hitl', 'b'],
    ]);
    expect(next.answer?.positions['hitl']).toEqual([2, epoch]);
  });

  it('says when a position is gone: all or nothing', async () => {
    const { epoch } = node.hub.position('hitl')!;
    for (let at = 0; at < 9; at += 1) await say(`${at}`);
    for (const since of [`hitl;1;${epoch}`, 'hitl;9;other']) {
      const { answer } = await poll(`channels=hitl&since=${since}`);
      expect(answer).toMatchObject({ messages: [], recovered: false, unrecovered: ['hitl'] });
    }
  });

  it('waits for the first message, and answers 304 when nothing changed', async () => {
    const { epoch } = node.hub.position('hitl')!;
    const query = `channels=hitl&since=hitl;0;${epoch}`;
    const { etag } = await poll(query);
    expect((await poll(query, { 'if-none-match': etag })).status).toBe(304);
    const waiting = poll(`${query}&wait=20`, { 'if-none-match': etag });
    setTimeout(() => void say('late'), 50);
    expect((await waiting).answer?.messages).toHaveLength(1);
    expect(node.hub.readers('hitl')).toBe(0);
  });

  it('refuses channels that are none, too many, and those without a right', async () => {
    expect((await poll('channels=nothing')).status).toBe(404);
    expect((await poll(`channels=${Array.from({ length: 17 }, (_, at) => `tasks:t${at}`).join(',')}`)).status).toBe(
      400,
    );
    expect((await poll('channels=hitl', {}, 'nobody')).status).toBe(403);
  });
});

it('tells positions for REST answers, read before the data', async () => {
  await say('a');
  const header = node.gateway.positionHeader('hitl', 'adaptive-immunity', 'nothing')['X-Maximus-Position'];
  expect([...parsePositions(header ?? '').entries()]).toEqual([
    ['hitl', { offset: 1, epoch: expect.any(String) }],
    ['adaptive-immunity', { offset: 0, epoch: expect.any(String) }],
  ]);
});

it('shows its state under both names', async () => {
  await say('a');
  const status = GatewayStatus.parse(await (await node.get('/api/gateway/status')).json());
  expect(status).toMatchObject({
    status: 'healthy',
    broker: 'memory',
    redis_connected: false,
    degraded: [],
    active_connections: 0,
  });
  const stream = StreamStatus.parse(await (await node.get('/ws/status')).json());
  expect(stream).toMatchObject({ is_running: true, total_messages_broadcast: 1, mode: 'local' });
});
