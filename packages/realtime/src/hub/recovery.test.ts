import fc from 'fast-check';
import { expect, it } from 'vitest';
import { draft, openHub } from '../testing/hubs.ts';
import { TestReader, viewer } from '../testing/readers.ts';

/** What can happen to one reader between two messages. */
const Step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('publish' as const), count: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('cut' as const), count: fc.constant(0) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('join' as const), count: fc.constant(0) }) },
);

it('whatever is cut and when: no gap, no repeat, and a hole is always told', () =>
  fc.assert(
    fc.asyncProperty(fc.array(Step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const hub = await openHub({ config: { history_messages: 60, recovery_messages: 50 } });
      const reader = new TestReader(hub, { channel: 'adaptive-immunity' });
      let published = 0;
      /** What the reader holds: events since it last had to load anew. */
      let loaded = 0;
      await reader.join();
      for (const { kind, count } of steps) {
        if (kind === 'publish') {
          for (let at = 0; at < count; at += 1) {
            published += 1;
            await hub.publish('adaptive-immunity', draft(`${published}`));
          }
        } else if (kind === 'cut') reader.cut();
        else if (kind === 'join' && reader.subscription === undefined) {
          if (!(await reader.join())) {
            loaded = published;
            reader.received.length = 0;
          }
        }
        if (reader.subscription === undefined) continue;
        const expected = Array.from({ length: published - loaded }, (_, at) => `${loaded + at + 1}`);
        expect(reader.received.map(({ eventId }) => eventId)).toEqual(expected);
      }
      await hub.stop();
    }),
    { numRuns: 60 },
  ));

it('recovers again and again: three cuts in a row repeat nothing', async () => {
  const hub = await openHub();
  const reader = new TestReader(hub, { channel: 'hitl' });
  await reader.join();
  for (let round = 0; round < 3; round += 1) {
    reader.cut();
    for (const id of ['a', 'b']) await hub.publish('hitl', draft(`${round}${id}`, { type: 'new_patch' }));
    expect(await reader.join()).toBe(true);
  }
  expect(reader.received.map(({ eventId }) => eventId)).toEqual(['0a', '0b', '1a', '1b', '2a', '2b']);
  await hub.stop();
});

it('a cut before the first message is recovered from the position of the subscription', async () => {
  const hub = await openHub();
  const reader = new TestReader(hub, { channel: 'hitl' });
  await reader.join();
  reader.cut();
  await hub.publish('hitl', draft('first', { type: 'new_patch' }));
  expect(await reader.join()).toBe(true);
  expect(reader.received.map(({ eventId }) => eventId)).toEqual(['first']);
  await hub.stop();
});

it('a user who lost the right meanwhile stays out, whatever position is named', async () => {
  const hub = await openHub();
  let allowed = true;
  const reader = new TestReader(hub, { channel: 'hitl' }, viewer('u', { mayRead: () => allowed }));
  await reader.join();
  reader.cut();
  await hub.publish('hitl', draft('secret', { type: 'new_patch' }));
  allowed = false;
  await expect(reader.join()).rejects.toThrow('103');
  expect(reader.received).toEqual([]);
  await hub.stop();
});

it('what is read by REST joins the stream at the position that was read before', async () => {
  const hub = await openHub();
  await hub.publish('tasks', draft('1', { type: 'task_update', key: 'a' }));
  const position = hub.position('tasks')!;
  await hub.publish('tasks', draft('2', { type: 'task_update', key: 'b' }));
  const reader = new TestReader(hub, { channel: 'tasks' });
  reader.position = position;
  expect(await reader.join()).toBe(true);
  expect(reader.received.map(({ eventId }) => eventId)).toEqual(['2']);
  await hub.stop();
});

it('a reader of a cache that stood in another epoch gets its last values; one of a stream loads anew', async () => {
  const hub = await openHub();
  const status = (id: string, key: string) => hub.publish('system', draft(id, { type: 'system_status', key }));
  await status('old', 'redis');
  await status('bus', 'bus');
  await status('new', 'redis');
  const elsewhere = { epoch: 'another', offset: 9 };
  const found = await hub.read('system', viewer(), elsewhere);
  expect(found?.messages.map(({ record }) => record.eventId)).toEqual(['bus', 'new']);
  expect(found?.complete).toBe(true);
  expect(await hub.read('hitl', viewer(), elsewhere)).toMatchObject({ complete: false, messages: [] });
  await hub.stop();
});
