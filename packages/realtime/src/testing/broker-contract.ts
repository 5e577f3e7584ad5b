import { channelNames, type Position } from '@maximus/contracts';
import { expect, it } from 'vitest';
import type { Broker } from '../brokers/index.ts';
import type { Hub } from '../hub/index.ts';
import { draft, openHub } from './hubs.ts';
import { TestReader, viewer } from './readers.ts';
import { waitUntil } from './wait-until.ts';

/** Makes the brokers of a number of nodes that share channels, fresh for every call. */
export type OpenBrokers = (nodes: number) => Promise<readonly Broker[]>;

/** A value that the test has made sure of. */
function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it is not there');
  return value;
}

function positionOf(hub: Hub, channel: string): Position {
  return present(hub.position(channel));
}

/** What every broker must show. `nodes` is how many processes can share it. */
export function describesBroker(open: OpenBrokers, nodes: 1 | 2): void {
  async function withHubs(
    config: Record<string, unknown>,
    work: (first: Hub, last: Hub, hubs: readonly Hub[]) => Promise<void>,
  ) {
    const hubs: Hub[] = [];
    for (const broker of await open(nodes)) hubs.push(await openHub({ broker, config }));
    try {
      await work(present(hubs[0]), present(hubs.at(-1)), hubs);
    } finally {
      for (const hub of hubs) await hub.stop();
    }
  }

  it('opens every channel with a position', () =>
    withHubs({}, async (hub) => {
      for (const name of channelNames) expect(hub.position(name)?.epoch).not.toBe('');
    }));

  it('gives offsets without a gap, in the order of the calls, and delivers each message once to every node', () =>
    withHubs({}, async (first, _last, hubs) => {
      const readers = hubs.map((hub) => new TestReader(hub, { channel: 'adaptive-immunity' }));
      for (const reader of readers) await reader.join();
      const from = positionOf(first, 'adaptive-immunity').offset;
      await Promise.all(Array.from({ length: 200 }, (_, at) => first.publish('adaptive-immunity', draft(`e${at}`))));
      for (const reader of readers) {
        await waitUntil('all are there', () => reader.received.length >= 200);
        expect(reader.received.map(({ offset }) => offset)).toEqual(
          Array.from({ length: 200 }, (_, at) => from + at + 1),
        );
        expect(reader.received.map(({ eventId }) => eventId)).toEqual(Array.from({ length: 200 }, (_, at) => `e${at}`));
      }
    }));

  it('makes one message of one event, whichever nodes publish it and however often', () =>
    withHubs({}, async (first, _last, hubs) => {
      const reader = new TestReader(first, { channel: 'threats' });
      await reader.join();
      const outcomes = await Promise.all(
        [...hubs, ...hubs].map((hub) => hub.publish('threats', draft('same', { type: 'threat_alert' }))),
      );
      const places = outcomes.map((outcome) => (outcome.ok ? outcome.value.offset : -1));
      expect(new Set(places).size).toBe(1);
      expect(outcomes.filter((outcome) => outcome.ok && !outcome.value.repeated)).toHaveLength(1);
      await first.publish('threats', draft('next', { type: 'threat_alert' }));
      await waitUntil('the next is there', () => reader.received.some(({ eventId }) => eventId === 'next'));
      expect(reader.received.map(({ eventId }) => eventId)).toEqual(['same', 'next']);
    }));

  it('a reader that goes to another node gets all that it missed', () =>
    withHubs({}, async (first, last) => {
      const reader = new TestReader(first, { channel: 'adaptive-immunity' });
      await reader.join();
      await first.publish('adaptive-immunity', draft('a'));
      await waitUntil('a is there', () => reader.received.length === 1);
      reader.cut(first);
      for (const id of ['b', 'c', 'd']) await first.publish('adaptive-immunity', draft(id));
      // At once: the other node may not have been told yet.
      expect(await reader.join(last)).toBe(true);
      await waitUntil('all are there', () => reader.received.length === 4);
      expect(reader.received.map(({ eventId }) => eventId)).toEqual(['a', 'b', 'c', 'd']);
    }));

  it('a node that starts later knows what was said before', async () => {
    const brokers = await open(nodes);
    const first = await openHub({ broker: present(brokers[0]) });
    try {
      await first.publish('tasks', draft('t1', { type: 'task_update', key: 'scn_1', data: { n: 1 } }));
      await first.publish('tasks', draft('t2', { type: 'task_update', key: 'scn_1', data: { n: 2 } }));
      await first.publish('tasks', draft('t3', { type: 'task_update', key: 'scn_2', data: { n: 3 } }));
      const second = nodes === 1 ? first : await openHub({ broker: present(brokers[1]) });
      const reader = new TestReader(second, { channel: 'tasks' });
      expect(await reader.join()).toBe(true);
      expect(reader.received.map(({ eventId }) => eventId)).toEqual(['t2', 't3']);
      if (second !== first) await second.stop();
    } finally {
      await first.stop();
    }
  });

  it('a cache gives the last value per key, and one that was pushed out is never passed over in silence', () =>
    withHubs({ history_messages: 3 }, async (first, last) => {
      const hub = last;
      const publish = (id: string, key: string) => first.publish('tasks', draft(id, { type: 'task_update', key }));
      const early = new TestReader(hub, { channel: 'tasks' });
      await early.join();
      early.cut();
      for (const [id, key] of [
        ['1', 'a'],
        ['2', 'b'],
        ['3', 'a'],
        ['4', 'c'],
        ['5', 'd'],
      ] as const)
        await publish(id, key);
      await waitUntil('the node has it', () => hub.position('tasks')?.offset === 5);
      expect(await early.join()).toBe(false);
      expect(early.received).toEqual([]);
      const late = new TestReader(hub, { channel: 'tasks' });
      expect(await late.join()).toBe(false);
    }));

  it('replays all or nothing: what was trimmed, too much, and a foreign epoch are told', () =>
    withHubs({ history_messages: 50, recovery_messages: 10 }, async (first) => {
      const hub = first;
      const reader = new TestReader(hub, { channel: 'hitl' });
      await reader.join();
      const start = present(reader.position);
      reader.cut();
      for (let at = 0; at < 60; at += 1) await hub.publish('hitl', draft(`h${at}`, { type: 'new_patch' }));
      await waitUntil('all are in the log', () => positionOf(hub, 'hitl').offset === start.offset + 60);
      const top = positionOf(hub, 'hitl');
      const from = async (offset: number, epoch = top.epoch) => {
        const one = new TestReader(hub, { channel: 'hitl' });
        one.position = { offset, epoch };
        const recovered = await one.join();
        one.cut();
        return [recovered, one.received.length, one.position.offset];
      };
      expect(await from(start.offset)).toEqual([false, 0, top.offset]);
      expect(await from(top.offset - 11)).toEqual([false, 0, top.offset]);
      expect(await from(top.offset - 10)).toEqual([true, 10, top.offset]);
      expect(await from(top.offset)).toEqual([true, 0, top.offset]);
      expect(await from(top.offset + 1)).toEqual([false, 0, top.offset]);
      expect(await from(top.offset, 'foreign')).toEqual([false, 0, top.offset]);
    }));

  it('tells presence to every node and forgets who leaves', () =>
    withHubs({}, async (first, last, hubs) => {
      first.presence.enter('hitl:decision/dec_1', 'c1', viewer('ana').name, 'reading');
      for (const hub of hubs) await waitUntil('ana is seen', () => hub.members('hitl:decision/dec_1').length === 1);
      expect(last.members('hitl:decision/dec_1')).toEqual([{ connection_id: 'c1', user: 'ana', state: 'reading' }]);
      first.presence.leave('c1');
      for (const hub of hubs) await waitUntil('ana is gone', () => hub.members('hitl:decision/dec_1').length === 0);
    }));

  it('refuses a message over the limit and says which', () =>
    withHubs({ message_size: '1KiB' }, async (hub) => {
      const outcome = await hub.publish(
        'ai',
        draft('big', { type: 'maximus_stream', data: { chunk: 'x'.repeat(2_000) } }),
      );
      expect(!outcome.ok && outcome.error.code).toBe('realtime.message_too_large');
      expect(hub.position('ai')?.offset ?? 0).toBe(0);
    }));
}
