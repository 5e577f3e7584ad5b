import { defineErrors } from '@maximus/kernel';
import { expect, test } from 'vitest';
import { createBus } from '../../create-bus.ts';
import { describeBus } from '../../testing/contract.ts';
import { quickTimers } from '../../testing/quick-timers.ts';
import { sampleCatalogue, sampleMessage, sampleTopic } from '../../testing/sample-events.ts';
import { until } from '../../testing/until.ts';

describeBus('memory', async () => ({ open: (options) => createBus(options) }));

const { refused } = defineErrors('testing', { refused: { http: 422, retryable: false, help: 'For tests.' } });

test('nothing overtakes an event that one group has refused while another is still busy with it', async () => {
  const type = 'sample.two-groups';
  const bus = await createBus({
    catalogue: sampleCatalogue(type),
    storeDeadLetter: async () => Promise.reject(new Error('no store')),
    timers: quickTimers(),
    resumeAfterMs: 0,
  });
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  let isBroken = true;
  const quick: unknown[] = [];
  await bus.subscribe({
    group: 'quick',
    topics: [sampleTopic],
    async handle({ data: { n } }) {
      if (isBroken) throw refused('not now');
      quick.push(n);
    },
  });
  const slow: unknown[] = [];
  await bus.subscribe({
    group: 'slow',
    topics: [sampleTopic],
    async handle({ data: { n } }) {
      slow.push(n);
      await gate;
    },
  });
  const [first, later] = [1, 2].map((n) => [sampleMessage(type, 'k', n)]);
  const outcome = expect(bus.publish(first!)).rejects.toMatchObject({ code: 'bus.stopped' });
  await until('one group has refused it', () => bus.health().subscriptions[0]?.state === 'halted');
  isBroken = false;
  const overtaking = expect(bus.publish(later!)).rejects.toMatchObject({ code: 'bus.stopped' });
  open();
  await outcome;
  await overtaking;
  expect(quick).toEqual([]);
  await bus.publish([...first!, ...later!]);
  expect([quick, slow]).toEqual([
    [1, 2],
    [1, 2],
  ]);
  await bus.close();
});
