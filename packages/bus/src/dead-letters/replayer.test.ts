import { DeadLetter } from '@maximus/contracts';
import { createMetricsRegistry, silentLogger } from '@maximus/observability';
import { afterEach, expect, test } from 'vitest';
import type { Bus, Subscription } from '../bus.ts';
import { createBus } from '../create-bus.ts';
import { memoryDeadLetters } from '../testing/memory-dead-letters.ts';
import { quickTimers } from '../testing/quick-timers.ts';
import { sampleCatalogue, sampleMessage, sampleTopic } from '../testing/sample-events.ts';
import { until } from '../testing/until.ts';
import { createDeadLetterReplayer, type DeadLetterReplayer } from './replayer.ts';
import { createDeadLetterSink } from './sink.ts';

const type = 'sample.replayed';
const open: { replayer: DeadLetterReplayer; bus: Bus }[] = [];

/** A bus with its letters and a replayer; time stands where the test puts it. */
async function stage(subscriptions: readonly Pick<Subscription, 'group' | 'handle'>[]) {
  let nowMs = Date.parse('2026-11-30T12:00:00Z');
  const clock = { now: () => nowMs };
  const letters = memoryDeadLetters();
  const sink = createDeadLetterSink(letters, silentLogger);
  const metrics = await createMetricsRegistry();
  const needs = { clock, timers: quickTimers(0), metrics };
  const bus = await createBus({ ...needs, catalogue: sampleCatalogue(type), storeDeadLetter: sink.store });
  sink.announceOn(bus);
  for (const subscription of subscriptions) await bus.subscribe({ topics: [sampleTopic], ...subscription });
  const replayer = createDeadLetterReplayer({ letters, bus, ...needs, timers: quickTimers() });
  open.push({ replayer, bus });
  replayer.start();
  const pass = (minutes: number) => {
    nowMs += minutes * 60_000;
    replayer.wake();
  };
  return { bus, letters, pass, metrics, replayer };
}

afterEach(async () => {
  for (const { replayer, bus } of open.splice(0)) {
    await replayer.stop();
    await bus.close();
  }
});

test('a letter is replayed after 1, 5 and 15 min, and parked when that was in vain', async () => {
  const seen: unknown[] = [];
  const { bus, letters, pass, metrics } = await stage([
    {
      group: 'g',
      async handle(event, { replayOf, attempt }) {
        seen.push([event.id, event.correlationId, replayOf !== undefined, attempt]);
        throw new Error('never');
      },
    },
  ]);
  const message = sampleMessage(type, 'k', 1);
  await bus.publish([message]);
  const { id, correlationId } = JSON.parse(message.envelope);
  expect(DeadLetter.parse(letters.all()[0])).toMatchObject({ state: 'waiting', attempts: 1 });
  for (const [at, [minutes, next]] of [
    [1, 5],
    [5, 15],
    [15, undefined],
  ].entries()) {
    pass(minutes as number);
    await until('it has failed again', () => letters.all()[0]?.attempts === at + 2);
    const letter = letters.all()[0]!;
    expect(letter.state).toBe(next === undefined ? 'parked' : 'waiting');
    if (next !== undefined)
      expect(Date.parse(letter.next_retry_at!) - Date.parse(letter.last_failed_at)).toBe(next * 60_000);
    expect(letter.first_failed_at).toBe('2026-11-30T12:00:00.000Z');
  }
  expect(letters.all()).toHaveLength(1);
  const deliveries = (replay: boolean) => [1, 2, 3, 4].map((attempt) => [id, correlationId, replay, attempt]);
  expect(seen).toEqual([...deliveries(false), ...[1, 2, 3].flatMap(() => deliveries(true))]);
  pass(1_000);
  expect(await letters.counts()).toMatchObject({ waiting: 0, parked: 1, alert: true });
  expect(await metrics.value('maximus_platform_dlq_retries_total', { result: 'failed' })).toBe(3);
  expect(await metrics.value('maximus_platform_dlq_messages_total', { reason: 'handle' })).toBe(4);
  expect(await metrics.value('maximus_platform_dlq_waiting_count', { state: 'parked' })).toBe(1);
});

test('a replay that is handled leaves the letter replayed, and only the group that failed sees it', async () => {
  let broken = true;
  const seen: string[] = [];
  const { bus, letters, pass, metrics } = await stage([
    {
      group: 'failing',
      async handle() {
        if (broken) throw new Error('not yet');
        seen.push('failing');
      },
    },
    { group: 'well', handle: async () => void seen.push('well') },
  ]);
  await bus.publish([sampleMessage(type, 'k', 1)]);
  expect(seen).toEqual(['well']);
  broken = false;
  pass(1);
  await until('it was replayed', () => letters.all()[0]?.state === 'replayed');
  expect(seen).toEqual(['well', 'failing']);
  expect(await metrics.value('maximus_platform_dlq_retries_total', { result: 'replayed' })).toBe(1);
});

test('replays keep the order of a key, also when the first one fails again', async () => {
  let broken = true;
  const seen: string[] = [];
  const { bus, letters, pass } = await stage([
    {
      group: 'g',
      async handle(event, { key }) {
        if (broken || (event.data['n'] === 1 && key === 'a' && !seen.includes('a-failed'))) {
          if (!broken) seen.push('a-failed');
          throw new Error('not yet');
        }
        seen.push(`${key}${event.data['n']}`);
      },
    },
  ]);
  for (const n of [1, 2, 3]) await bus.publish([sampleMessage(type, 'a', n), sampleMessage(type, 'b', n)]);
  expect(letters.all()).toHaveLength(6);
  broken = false;
  pass(1);
  await until('all are replayed', () => letters.all().every(({ state }) => state === 'replayed'));
  expect(seen.filter((entry) => entry.startsWith('a'))).toEqual(['a-failed', 'a1', 'a2', 'a3']);
  expect(seen.filter((entry) => entry.startsWith('b'))).toEqual(['b1', 'b2', 'b3']);
});

test('a replayer that was stopped goes on when it is started again', async () => {
  let broken = true;
  const { bus, letters, pass, replayer } = await stage([
    {
      group: 'g',
      async handle() {
        if (broken) throw new Error('not yet');
      },
    },
  ]);
  await bus.publish([sampleMessage(type, 'k', 1)]);
  broken = false;
  await replayer.stop();
  pass(1);
  replayer.start();
  await until('it was replayed', () => letters.all()[0]?.state === 'replayed');
});
