import { createNotifyChannel, type DecisionRecord, type NotifyChannel, slackBlock } from '@maximus/contracts';
import { decisionRecord } from '@maximus/contracts/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type HttpReceiver, startHttpReceiver } from '../../testing/http-receiver.ts';
import { type OpenHerald, openHerald } from '../../testing/open-herald.ts';
import type { Message } from '../types.ts';
import { blocksOf } from './blocks.ts';

let http: HttpReceiver;
let herald: OpenHerald;

beforeAll(async () => {
  http = await startHttpReceiver();
  herald = await openHerald([`127.0.0.1:${http.port}`], { answers: 'light' });
  herald.secrets.set('bot', ['xoxb-test']);
}, 120_000);
afterAll(async () => {
  await herald.close();
  await http.close();
});
beforeEach(() => {
  http.received.length = 0;
  http.answer = { status: 200, body: '{"ok":true,"channel":"C1","ts":"1700000000.1"}' };
});

const sent = () => http.received.map(({ path, body }) => ({ path, body: JSON.parse(body) as Record<string, unknown> }));
async function tell(id: string, type: string, decision: Partial<DecisionRecord>): Promise<void> {
  await herald.handle(herald.event(type, decision));
  for (const one of await herald.list({ channel: id, state: 'queued' })) await herald.work(one);
}

it('a message is changed when what it asks is decided, also where nobody asked to be told, and news stand in its thread', async () => {
  const { id } = await herald.call<NotifyChannel>(createNotifyChannel, {
    body: {
      ...{ kind: 'slack', name: 'reviews', target: 'C1', secret: 'bot' },
      url: `http://127.0.0.1:${http.port}/api/chat.postMessage`,
      filter: { events: ['decision.opened', 'decision.sla_breached'] },
    },
  });
  const { decision_id } = decisionRecord();
  await tell(id, 'decision.opened', { decision_id });
  await tell(id, 'decision.commented', { decision_id });
  await tell(id, 'decision.sla_breached', { decision_id });
  await tell(id, 'decision.decided', { decision_id, decision: 'approved', decided_by: 'ada' });
  expect(sent()).toMatchObject([
    { path: '/api/chat.postMessage', body: { channel: 'C1' } },
    { path: '/api/chat.postMessage', body: { channel: 'C1', thread_ts: '1700000000.1', reply_broadcast: true } },
    {
      path: '/api/chat.update',
      body: { channel: 'C1', ts: '1700000000.1', text: expect.stringContaining('approved') },
    },
  ]);
  expect(JSON.stringify(sent()[2])).not.toContain(slackBlock);
});

it('a message that was answered before it was sent asks nothing', async () => {
  const { id } = await herald.call<NotifyChannel>(createNotifyChannel, {
    body: {
      ...{ kind: 'slack', name: 'late', target: 'C1', secret: 'bot', filter: { events: ['decision.opened'] } },
      url: `http://127.0.0.1:${http.port}/api/chat.postMessage`,
    },
  });
  // No such decision is open in this database, so that it counts as answered.
  await tell(id, 'decision.opened', {});
  expect(sent()).toHaveLength(1);
  expect(JSON.stringify(sent())).not.toContain(slackBlock);
});

it('buttons carry the question with its digest; what is heavy is only shown, unless all may be answered', () => {
  const message: Message = {
    ...{ id: 'evt_1', type: 'decision.opened', at: '2026-06-01T12:00:00Z', title: 'A patch waits', text: 'lodash' },
    ...{ next: 'Decide.', link: 'https://maximus.example.test/review/dec_1', severity: 'error' },
    about: { kind: 'decision', id: 'dec_1' },
    ask: { decision_id: 'dec_1', subject_digest: 'abc', is_weighty: false },
  };
  const heavy = { ...message, ask: { decision_id: 'dec_1', subject_digest: 'abc', is_weighty: true } };
  const actions = (one: Message, answers: 'none' | 'light' | 'all') =>
    blocksOf(one, answers).filter((block) => (block as { type: string }).type === 'actions');
  expect(actions(message, 'light')).toMatchObject([
    {
      block_id: slackBlock,
      elements: [
        { action_id: 'approve', value: '{"decision_id":"dec_1","subject_digest":"abc"}' },
        { action_id: 'reject' },
      ],
    },
  ]);
  expect(actions(message, 'none')).toEqual([]);
  expect(actions(heavy, 'light')).toEqual([]);
  expect(JSON.stringify(blocksOf(heavy, 'light'))).toContain('decided in Maximus itself');
  expect(actions(heavy, 'all')).toHaveLength(1);
});
