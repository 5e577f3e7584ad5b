import { correlation, createMetricsRegistry, tracer } from '@maximus/observability';
import { recordingLogger } from '@maximus/observability/testing';
import { expect, test } from 'vitest';
import { createBus } from '../create-bus.ts';
import { quickTimers } from '../testing/quick-timers.ts';
import { sampleCatalogue, sampleMessage, sampleTopic } from '../testing/sample-events.ts';
import { until } from '../testing/until.ts';

const type = 'sample.subscribed';

async function stage(concurrency?: number) {
  const metrics = await createMetricsRegistry();
  const { logger, lines } = recordingLogger();
  const needs = {
    catalogue: sampleCatalogue(type),
    storeDeadLetter: async () => undefined,
    timers: quickTimers(),
    metrics,
    logger,
  };
  return { bus: await createBus(needs), metrics, lines, concurrency };
}

test('a handler runs in the business chain and the trace of its event', async () => {
  const { bus } = await stage();
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const seen: unknown[] = [];
  await bus.subscribe({
    group: 'g',
    topics: [sampleTopic],
    handle: async (event) => void seen.push([event.id, correlation.current(), tracer.current()?.traceId]),
  });
  const message = { ...sampleMessage(type, 'k', 1), headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } };
  await bus.publish([message]);
  const { id } = JSON.parse(message.envelope);
  expect(seen).toEqual([[id, { correlationId: 'chain-k', causationId: id }, traceId]]);
});

test('no more handlers run at once than the subscription allows; one that waits for its next try takes no place', async () => {
  const { bus } = await stage();
  let running = 0;
  let most = 0;
  let calls = 0;
  await bus.subscribe({
    group: 'g',
    topics: [sampleTopic],
    concurrency: 3,
    async handle(_, { attempt }) {
      calls += 1;
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (attempt < 3) throw new Error('not yet');
    },
  });
  await bus.publish(Array.from({ length: 12 }, (_, n) => sampleMessage(type, `k${n}`, n)));
  expect([calls, most]).toEqual([36, 3]);
});

test('nothing overtakes an event that could be neither handled nor stored, however short the rest', async () => {
  let isBroken = true;
  const bus = await createBus({
    catalogue: sampleCatalogue(type),
    storeDeadLetter: async () => Promise.reject(new Error('no store')),
    timers: quickTimers(),
    resumeAfterMs: 0,
  });
  const seen: unknown[] = [];
  await bus.subscribe({
    group: 'g',
    topics: [sampleTopic],
    async handle({ data: { n } }) {
      if (isBroken && n === 1) throw new Error('not now');
      seen.push(n);
    },
  });
  const messages = [1, 2, 3].map((n) => sampleMessage(type, 'k', n));
  await expect(bus.publish(messages)).rejects.toMatchObject({ code: 'bus.stopped' });
  expect(seen).toEqual([]);
  isBroken = false;
  await bus.publish(messages);
  expect(seen).toEqual([1, 2, 3]);
});

test('what became of the events is counted', async () => {
  const { bus, metrics } = await stage();
  await bus.subscribe({
    group: 'g',
    topics: [sampleTopic],
    types: [type],
    async handle(event, { attempt }) {
      if (event.data['n'] === 1 && attempt === 1) throw new Error('not yet');
      if (event.data['n'] === 2) throw new Error('never');
    },
  });
  await bus.publish([0, 1, 2].map((n) => sampleMessage(type, `k${n}`, n)));
  await bus.publish([sampleMessage('sample.other', 'k', 1)]);
  const count = (result: string) =>
    metrics.value('maximus_platform_bus_handled_total', { topic: sampleTopic, group: 'g', result });
  expect(await Promise.all(['handled', 'retried', 'dead_letter', 'skipped'].map(count))).toEqual([2, 4, 1, 1]);
  expect(await metrics.value('maximus_platform_bus_published_total', { topic: sampleTopic, result: 'ok' })).toBe(4);
  expect(await metrics.value('maximus_platform_bus_lag_seconds', { topic: sampleTopic, group: 'g' })).toBe(0);
});

test('an event that comes twice within the process is handled once', async () => {
  const { bus } = await stage();
  const seen: unknown[] = [];
  await bus.subscribe({ group: 'g', topics: [sampleTopic], handle: async (event) => void seen.push(event.id) });
  const message = sampleMessage(type, 'k', 1);
  await bus.publish([message, message]);
  await bus.publish([message]);
  expect(seen).toHaveLength(1);
});

test('a stop with a deadline tells the handler and leaves it behind', async () => {
  const { bus } = await stage();
  let told = false;
  let begun = false;
  const { stop } = await bus.subscribe({
    group: 'g',
    topics: [sampleTopic],
    async handle(_, { signal }) {
      begun = true;
      signal.addEventListener('abort', () => {
        told = true;
      });
      await Promise.withResolvers<void>().promise;
    },
  });
  const sent = bus.publish([sampleMessage(type, 'k', 1)]);
  sent.catch(() => undefined);
  await until('the handler runs', () => begun);
  await stop(AbortSignal.timeout(10));
  expect(told).toBe(true);
});

test('nobody subscribes to the topic of dead letters', async () => {
  const { bus } = await stage();
  const subscribed = bus.subscribe({
    group: 'g',
    topics: ['maximus.adaptive-immunity.dlq'],
    handle: async () => undefined,
  });
  await expect(subscribed).rejects.toMatchObject({ code: 'bus.settings' });
});
