import { HitlMessage, ImmunityMessage, SimpleMessage } from '@maximus/contracts';
import { decisionRecord, patchInEvent } from '@maximus/contracts/testing';
import { waitUntil } from '@maximus/realtime/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BrowserSocket } from '../testing/browser-socket.ts';
import { TestGateway } from '../testing/test-gateway.ts';

let node: TestGateway;
const sockets: BrowserSocket[] = [];
let tickets = 0;

function open(path: string, who = 'ana'): BrowserSocket {
  const ticket = `t${++tickets}`;
  node.identity.tickets.set(ticket, who);
  const socket = new BrowserSocket(node.url(`${path}${path.includes('?') ? '&' : '?'}ticket=${ticket}`));
  sockets.push(socket);
  return socket;
}

/** A patch id that ends in one digit. */
const pch = (digit: number) => `pch_${String(digit).padStart(26, '0')}`;
const patch = (id: string) =>
  node.emit('patch.validated', {
    patch: patchInEvent({ id }),
    previous_status: 'validating',
  });
const isStatus = (status: string) => (message: { payload?: { status?: string } }) => message.payload?.status === status;
const ids = (socket: BrowserSocket) =>
  socket.messages.filter(({ type }) => type === 'patch').map(({ payload }) => payload.id);

beforeEach(async () => {
  node = await TestGateway.start({ realtime: { heartbeat_interval: '300ms' } });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.end();
  await node.stop();
});

describe('/ws/adaptive-immunity', () => {
  it('greets, delivers what the loop tells, and beats', async () => {
    const socket = open('/ws/adaptive-immunity');
    const hello = await socket.find('greeting', isStatus('connected'));
    expect(hello.payload).toMatchObject({ connection_id: expect.any(String), message: expect.any(String) });
    await patch(pch(1));
    const message = await socket.find('the patch', ({ type }) => type === 'patch');
    expect(ImmunityMessage.parse(message)).toEqual(message);
    expect(message.payload).toMatchObject({ id: pch(1), previous_status: 'validating' });
    expect(message).not.toHaveProperty('offset');
    expect(await socket.find('a beat', isStatus('alive'))).toMatchObject({ payload: { active_connections: 1 } });
  });

  it('pauses for real, and goes on with all that was missed', async () => {
    const socket = open('/ws/adaptive-immunity');
    await socket.find('greeting', isStatus('connected'));
    await patch(pch(1));
    await socket.find('the first', ({ type }) => type === 'patch');
    socket.say({ action: 'pause' });
    await socket.find('paused', isStatus('paused'));
    for (const id of [pch(2), pch(3)]) await patch(id);
    socket.say({ action: 'ping' });
    await socket.find('pong', isStatus('pong'));
    expect(ids(socket)).toEqual([pch(1)]);
    socket.say({ action: 'resume' });
    await waitUntil('all are there', () => ids(socket).length === 3);
    await patch(pch(4));
    await waitUntil('the next too', () => ids(socket).length === 4);
    expect(ids(socket)).toEqual([pch(1), pch(2), pch(3), pch(4)]);
    socket.say({ action: 'stop' });
    await socket.find('stopped', isStatus('stopped'));
    await patch(pch(5));
    socket.say({ type: 'ping' });
    await waitUntil('a second pong', () => socket.messages.filter(isStatus('pong')).length === 2);
    expect(ids(socket)).toHaveLength(4);
  });

  it('says resync when a pause was too long to be made good', async () => {
    await node.stop();
    node = await TestGateway.start({ realtime: { history_messages: 5 } });
    const socket = open('/ws/adaptive-immunity');
    await socket.find('greeting', isStatus('connected'));
    socket.say({ action: 'pause' });
    await socket.find('paused', isStatus('paused'));
    for (let at = 0; at < 10; at += 1) await patch(pch(at));
    socket.say({ action: 'resume' });
    await socket.find('resync', isStatus('resync'));
    expect(ids(socket)).toEqual([]);
  });

  it('shows positions when asked and recovers from one', async () => {
    const first = open('/ws/adaptive-immunity?positions=1');
    await first.find('greeting', isStatus('connected'));
    await patch(pch(1));
    const { offset, epoch } = await first.find('the patch', ({ type }) => type === 'patch');
    expect([offset, epoch]).toEqual([1, expect.any(String)]);
    first.end();
    await patch(pch(2));
    const second = open(`/ws/adaptive-immunity?positions=1&since=${offset},${epoch}`);
    expect(await second.find('what was missed', ({ type }) => type === 'patch')).toMatchObject({ offset: 2 });
    const third = open('/ws/adaptive-immunity?since=7,other');
    await third.find('resync', isStatus('resync'));
  });

  it('answers what is no message and closes at the tenth in a row', async () => {
    const socket = open('/ws/adaptive-immunity');
    await socket.find('greeting', isStatus('connected'));
    for (const text of ['{', 'null', '{"action":"dance"}', '[]', '7']) socket.say(text);
    await waitUntil('five errors', () => socket.messages.filter(({ type }) => type === 'error').length === 5);
    socket.say({ action: 'ping' });
    await socket.find('pong', isStatus('pong'));
    for (let at = 0; at < 10; at += 1) socket.say('{');
    expect(await socket.closing()).toBe(3501);
  });

  it('a message that is too big closes with 1009', async () => {
    const socket = open('/ws/adaptive-immunity');
    await socket.find('greeting', isStatus('connected'));
    socket.say('x'.repeat(70_000));
    expect(await socket.closing()).toBe(1009);
  });
});

describe('/hitl/ws', () => {
  it('welcomes, tells new patches and decisions, and drops what was not asked for', async () => {
    const socket = open('/hitl/ws', 'bob');
    const hello = await socket.find('welcome', ({ type }) => type === 'welcome');
    expect(HitlMessage.parse(hello)).toMatchObject({ user: 'bob', server_version: '1.2.3' });
    const [first, second] = ['dec_00000000000000000000000001', 'dec_00000000000000000000000002'];
    const vote = { user_id: 'u', user: 'Ana', vote: 'approve', subject_digest: 'c', via: 'web' };
    const decision = decisionRecord({
      decision_id: first,
      decision: 'approved',
      version: 3,
      votes: [{ ...vote, at: '2026-01-01T00:00:00.000Z' }],
      required_approvals: 2,
    });
    await node.emit('decision.opened', { decision: { ...decision, decision: 'pending' } });
    expect(await socket.find('the patch', ({ type }) => type === 'new_patch')).toMatchObject({
      data: { decision_id: first },
    });
    await node.emit('decision.decided', { decision });
    const update = await socket.find('the decision', ({ type }) => type === 'decision_update');
    expect(HitlMessage.parse(update)).toEqual(update);
    expect(update.data).toMatchObject({
      decision_id: first,
      decision: 'approved',
      approvals: 1,
      required_approvals: 2,
      version: 3,
    });
    socket.say({ type: 'unsubscribe', events: ['decision_update', 'system_status'] });
    expect(await socket.find('unsubscribed', ({ type }) => type === 'unsubscribed')).toMatchObject({
      events: ['new_patch', 'presence'],
    });
    await node.emit('decision.released', { decision });
    await node.emit('decision.opened', { decision: { ...decision, decision_id: second } });
    await socket.find('the next patch', ({ type, data }) => type === 'new_patch' && data.decision_id === second);
    expect(socket.messages.filter(({ type }) => type === 'decision_update')).toHaveLength(1);
    socket.say({ type: 'ping' });
    await socket.find('pong', ({ type }) => type === 'pong');
    await socket.find('a beat', ({ type }) => type === 'heartbeat');
  });

  it('shows who looks at a decision', async () => {
    const [bob, ana] = [open('/hitl/ws', 'bob'), open('/hitl/ws', 'ana')];
    for (const socket of [bob, ana]) await socket.find('welcome', ({ type }) => type === 'welcome');
    bob.say({ type: 'view', decision_id: 'dec_7' });
    const seen = await ana.find('bob is seen', ({ type }) => type === 'presence');
    expect(seen.data).toEqual({ decision_id: 'dec_7', viewers: ['bob'] });
    bob.end();
    await ana.find('bob is gone', ({ type, data }) => type === 'presence' && data.viewers.length === 0);
    ana.say({ type: 'view', decision_id: 'no such id!' });
    await ana.find('an error', ({ type, code }) => type === 'error' && code === 107);
  });
});

describe('/ws/{client_id}', () => {
  it('subscribes by name; a second socket with the same label is another one', async () => {
    const [one, two] = [open('/ws/same'), open('/ws/same')];
    for (const socket of [one, two]) {
      expect(SimpleMessage.parse(await socket.find('info', ({ type }) => type === 'info'))).toMatchObject({
        client_id: 'same',
      });
      socket.say({ type: 'subscribe', channel: 'threats' });
      await socket.find('subscribed', ({ type }) => type === 'subscribed');
    }
    one.say({ type: 'subscribe', channel: 'nothing' });
    expect(await one.find('an error', ({ type }) => type === 'error')).toMatchObject({ data: { code: 102 } });
    await node.emit('container.incident_opened', { id: 'inc_1', title: 'down', severity: 'high' });
    for (const socket of [one, two]) {
      expect(await socket.find('the alert', ({ type }) => type === 'threat_alert')).toMatchObject({
        channel: 'threats',
        data: { kind: 'container_incident', subject: 'inc_1' },
      });
    }
    one.say({ type: 'unsubscribe', channel: 'threats' });
    await one.find('unsubscribed', ({ type }) => type === 'unsubscribed');
    one.say({ type: 'ping' });
    await one.find('pong', ({ type }) => type === 'pong');
  });
});
