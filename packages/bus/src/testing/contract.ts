import type { DeadLetter, EventEnvelope } from '@maximus/contracts';
import { defineErrors } from '@maximus/kernel';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bus, maxEventBytes, type Subscription } from '../bus.ts';
import type { BusOptions } from '../create-bus.ts';
import { errors as busErrors } from '../errors.ts';
import { type QuickTimers, quickTimers } from './quick-timers.ts';
import { sampleCatalogue, sampleMessage, sampleTopic } from './sample-events.ts';
import { until } from './until.ts';

/** Makes buses of one driver on one transport. */
export interface BusHarness {
  open(options: BusOptions): Promise<Bus>;
  close?(): Promise<void>;
}

const refusals = defineErrors('testing', {
  refused: { http: 422, retryable: false, help: 'For tests.' },
  busy: { http: 503, retryable: true, help: 'For tests.' },
});

/** One bus with what it buried and how long it waited. */
interface Stage {
  readonly bus: Bus;
  readonly letters: DeadLetter[];
  readonly timers: QuickTimers;
  readonly type: string;
}

let counter = 0;

/** The behaviour that every bus driver shows; run it from the driver's own test. */
export function describeBus(name: string, begin: () => Promise<BusHarness>): void {
  describe(`${name}: the contract of a bus`, () => {
    let harness: BusHarness | undefined;
    const open = new Set<Bus>();
    beforeAll(async () => {
      harness = await begin();
    }, 600_000);
    afterAll(async () => {
      await Promise.all([...open].map((bus) => bus.close()));
      await harness?.close?.();
    }, 60_000);

    /** Types are new for each test: on a shared transport a group sees what earlier tests left behind. */
    async function stage(options: Partial<BusOptions> = {}): Promise<Stage> {
      counter += 1;
      const type = `sample.t${counter}-${Date.now()}`;
      const letters: DeadLetter[] = [];
      const timers = quickTimers();
      if (harness === undefined) throw new Error('the harness has not begun');
      const bus = await harness.open({
        catalogue: sampleCatalogue(type),
        storeDeadLetter: async (letter) => {
          letters.push(letter);
        },
        timers,
        ...options,
      });
      open.add(bus);
      return { bus, letters, timers, type };
    }

    function listen(
      { bus, type }: Stage,
      handle: Subscription['handle'],
      more: Partial<Subscription> = {},
    ): ReturnType<Bus['subscribe']> {
      return bus.subscribe({ group: `g-${type}`, topics: [sampleTopic], types: [type], handle, ...more });
    }

    const nOf = (event: EventEnvelope) => event.data['n'] as number;
    const mine = ({ letters, type }: Stage) => letters.filter(({ original_key }) => original_key.startsWith(type));

    test('an event arrives with its envelope, headers and context', async () => {
      const on = await stage();
      const seen: unknown[] = [];
      await listen(on, async (event, context) => void seen.push({ event, context }));
      const headers = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'a=b' };
      const message = { ...sampleMessage(on.type, `${on.type}-k`, 1), headers };
      await on.bus.publish([message]);
      await until('it has arrived', () => seen.length === 1);
      expect(seen[0]).toMatchObject({
        event: JSON.parse(message.envelope),
        context: { group: `g-${on.type}`, topic: sampleTopic, key: message.key, attempt: 1, headers },
      });
    });

    test('order holds per key, whatever else is going on', async () => {
      const on = await stage();
      const seen = new Map<string, number[]>();
      await listen(on, async (event, { key }) => {
        if (nOf(event) % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
        seen.set(key, [...(seen.get(key) ?? []), nOf(event)]);
      });
      const keys = Array.from({ length: 10 }, (_, at) => `${on.type}-${at}`);
      const batches = Array.from({ length: 20 }, (_, batch) =>
        on.bus.publish(keys.flatMap((key) => [0, 1, 2].map((at) => sampleMessage(on.type, key, batch * 3 + at)))),
      );
      await Promise.all(batches);
      await until('all have arrived', () => [...seen.values()].flat().length === 600);
      for (const key of keys) expect(seen.get(key)).toEqual(Array.from({ length: 60 }, (_, at) => at));
    });

    test('every group sees each event; the members of one share them', async () => {
      const on = await stage();
      const byMember: [number[], number[], number[]] = [[], [], []];
      const group = (member: 0 | 1 | 2, name: string) =>
        listen(on, async (event) => void byMember[member].push(nOf(event)), { group: `${name}-${on.type}` });
      await Promise.all([group(0, 'shared'), group(1, 'shared'), group(2, 'alone')]);
      await until('both members have a share', () =>
        on.bus.health().subscriptions.every(({ state }) => state === 'running'),
      );
      await on.bus.publish(Array.from({ length: 90 }, (_, at) => sampleMessage(on.type, `${on.type}-${at}`, at)));
      await until(
        'all have arrived',
        () => new Set([...byMember[0], ...byMember[1]]).size === 90 && byMember[2].length >= 90,
      );
      expect(new Set(byMember[2])).toEqual(new Set(Array.from({ length: 90 }, (_, at) => at)));
    });

    test('a slow handler loses nothing and holds up no other key', async () => {
      const on = await stage();
      const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
      const seen: number[] = [];
      await listen(on, async (event, { key }) => {
        if (key.endsWith('-slow')) await gate;
        seen.push(nOf(event));
      });
      const slow = sampleMessage(on.type, `${on.type}-slow`, 0);
      const rest = Array.from({ length: 40 }, (_, at) => sampleMessage(on.type, `${on.type}-${at % 5}`, at + 1));
      const sent = on.bus.publish([slow, ...rest]);
      await until('the others have arrived', () => seen.length === 40);
      expect(seen).not.toContain(0);
      openGate();
      await sent;
      await until('the slow one has arrived', () => seen.length === 41);
    });

    test('a handler that fails is tried again after 1, 5 and 30 s, and succeeds in the end', async () => {
      const on = await stage();
      const attempts: number[] = [];
      await listen(on, async (_, { attempt }) => {
        attempts.push(attempt);
        if (attempt < 4) throw new Error('not yet');
      });
      await on.bus.publish([sampleMessage(on.type, `${on.type}-k`, 1)]);
      await until('it was handled', () => attempts.length === 4);
      expect(attempts).toEqual([1, 2, 3, 4]);
      expect(on.timers.waits).toEqual(expect.arrayContaining([1_000, 5_000, 30_000]));
      expect(mine(on)).toEqual([]);
    });

    test('an event that keeps failing becomes a waiting dead letter, and its key goes on', async () => {
      const on = await stage();
      const seen: number[] = [];
      await listen(on, async (event) => {
        if (nOf(event) === 1) throw refusals.busy('the world is busy');
        seen.push(nOf(event));
      });
      const message = sampleMessage(on.type, `${on.type}-k`, 1);
      await on.bus.publish([message, sampleMessage(on.type, `${on.type}-k`, 2)]);
      await until('the second has arrived', () => seen.length === 1);
      const [letter] = mine(on);
      expect(letter).toMatchObject({
        original_topic: sampleTopic,
        original_key: message.key,
        original_event: message.envelope,
        event_id: JSON.parse(message.envelope).id,
        event_type: on.type,
        consumer_group: `g-${on.type}`,
        stage: 'handle',
        error: { code: 'testing.busy', message: 'the world is busy', retryable: true },
        attempts: 1,
        state: 'waiting',
        correlation_id: `chain-${message.key}`,
      });
      expect(Date.parse(letter?.next_retry_at ?? '') - Date.parse(letter?.last_failed_at ?? '')).toBe(60_000);
    });

    test('an error that says that trying again is no use parks the event at once', async () => {
      const on = await stage();
      let calls = 0;
      await listen(on, async () => {
        calls += 1;
        throw refusals.refused('never');
      });
      await on.bus.publish([sampleMessage(on.type, `${on.type}-k`, 1)]);
      await until('it was parked', () => mine(on).length === 1);
      expect(calls).toBe(1);
      expect(mine(on)[0]).toMatchObject({ state: 'parked', next_retry_at: null, error: { code: 'testing.refused' } });
    });

    test('what cannot be decoded or is not valid is parked at once and never reaches the handler', async () => {
      const on = await stage();
      const seen: EventEnvelope[] = [];
      await listen(on, async (event) => void seen.push(event));
      const good = sampleMessage(on.type, `${on.type}-good`, 7);
      const bad = (key: string, envelope: string) => ({ ...good, key: `${on.type}-${key}`, envelope });
      const changed = (key: string, changes: object) =>
        bad(key, JSON.stringify({ ...JSON.parse(good.envelope), ...changes }));
      await on.bus.publish([
        bad('text', '{"id": '),
        bad('shape', '{"id":"evt_1"}'),
        changed('data', { data: { n: 'seven' } }),
        changed('version', { version: 9 }),
        changed('extra', { surprise: true }),
        good,
      ]);
      await until('all were parked', () => mine(on).length === 5 && seen.length === 1);
      const byKey = Object.fromEntries(
        mine(on).map((letter) => [
          letter.original_key.slice(on.type.length + 1),
          [letter.stage, letter.state, letter.error.code],
        ]),
      );
      expect(byKey).toEqual({
        text: ['decode', 'parked', 'bus.event_undecodable'],
        shape: ['validate', 'parked', 'bus.event_invalid'],
        data: ['validate', 'parked', 'bus.event_invalid'],
        version: ['validate', 'parked', 'bus.event_version'],
        extra: ['validate', 'parked', 'bus.event_invalid'],
      });
    });

    test('the version before the known one is accepted', async () => {
      const on = await stage();
      const seen: EventEnvelope[] = [];
      await listen(on, async (event) => void seen.push(event));
      await on.bus.publish([sampleMessage(on.type, `${on.type}-k`, 1, { version: 1, data: { old: 'shape' } })]);
      await until('it has arrived', () => seen.length === 1);
      expect(seen[0]).toMatchObject({ version: 1, data: { old: 'shape' } });
    });

    test('a type that nobody knows is parked', async () => {
      const on = await stage();
      const unknown = `${on.type}-unknown`;
      await listen(on, async () => undefined, { types: [on.type, unknown] });
      await on.bus.publish([sampleMessage(unknown, `${on.type}-k`, 1)]);
      await until('it was parked', () => mine(on).length === 1);
      expect(mine(on)[0]).toMatchObject({ stage: 'validate', state: 'parked', error: { code: 'bus.event_unknown' } });
    });

    test('an event over 1 MiB is refused before anything of its batch is sent', async () => {
      const on = await stage();
      const seen: number[] = [];
      await listen(on, async (event) => void seen.push(nOf(event)));
      const fits = sampleMessage(on.type, `${on.type}-fits`, 1, {
        data: { n: 1, pad: 'x'.repeat(maxEventBytes - 400) },
      });
      expect(Buffer.byteLength(fits.envelope)).toBeLessThanOrEqual(maxEventBytes);
      const large = sampleMessage(on.type, `${on.type}-large`, 2, {
        data: { n: 2, pad: 'é'.repeat(maxEventBytes / 2) },
      });
      await expect(on.bus.publish([fits, large])).rejects.toMatchObject({ code: 'bus.event_too_large' });
      await on.bus.publish([fits]);
      await until('the one that fits has arrived', () => seen.length === 1);
      expect(seen).toEqual([1]);
    });

    test('when neither the handler nor the store of dead letters works, the consumer stops, says so, and loses nothing', async () => {
      let broken = true;
      const stored: DeadLetter[] = [];
      const on = await stage({
        storeDeadLetter: async (letter) => {
          if (broken && letter.event_type === on.type) throw new Error('no store');
          stored.push(letter);
        },
        resumeAfterMs: 50,
      });
      const seen: number[] = [];
      await listen(on, async (event) => {
        if (broken) throw refusals.refused('nothing works');
        seen.push(nOf(event));
      });
      const messages = [1, 2, 3].map((n) => sampleMessage(on.type, `${on.type}-k`, n));
      const first = on.bus.publish(messages).catch((error: unknown) => error);
      await until('it says so', () => on.bus.health().subscriptions[0]?.lastError?.code === 'bus.stopped');
      expect(seen).toEqual([]);
      if (on.bus.acknowledges === 'handled') expect(await first).toMatchObject({ code: 'bus.stopped' });
      broken = false;
      // What was not acknowledged is the outbox's to give again.
      if (on.bus.acknowledges === 'handled') {
        await until('it takes events again', () =>
          on.bus.publish(messages).then(
            () => true,
            () => false,
          ),
        );
      }
      await until('all have arrived', () => new Set(seen).size === 3);
      expect([...new Set(seen)]).toEqual([1, 2, 3]);
      expect(stored.filter(({ event_type }) => event_type === on.type)).toEqual([]);
    });

    test('a stop ends the work in hand, begins nothing more, and the rest is delivered to the next member', async () => {
      const on = await stage();
      const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
      const begun: number[] = [];
      const ended: number[] = [];
      const first = await listen(on, async (event) => {
        begun.push(nOf(event));
        await gate;
        ended.push(nOf(event));
      });
      const messages = Array.from({ length: 6 }, (_, n) => sampleMessage(on.type, `${on.type}-k`, n));
      const sent = on.bus.publish(messages).then(
        () => true,
        () => false,
      );
      await until('the first is in hand', () => begun.length === 1);
      const stopped = first.stop();
      openGate();
      await stopped;
      expect(ended).toEqual(begun);
      expect(begun).toEqual([0]);
      const second: number[] = [];
      await listen(on, async (event) => void second.push(nOf(event)));
      if (!(await sent)) {
        const left = messages.slice(1);
        await until('the rest was taken', () =>
          on.bus.publish(left).then(
            () => true,
            () => false,
          ),
        );
      }
      await until('the rest has arrived', () => second.length >= 5);
      expect(second.filter((n) => n > 0)).toEqual([1, 2, 3, 4, 5]);
    });

    test('a closed bus takes nothing', async () => {
      const on = await stage();
      await on.bus.close();
      await expect(on.bus.publish([sampleMessage(on.type, 'k', 1)])).rejects.toMatchObject({
        code: busErrors.closed('').code,
      });
    });

    test('health says that it is connected and how the consumers are doing', async () => {
      const on = await stage();
      await listen(on, async () => undefined);
      await on.bus.publish([sampleMessage(on.type, `${on.type}-k`, 1)]);
      await until('nothing waits', () => on.bus.health().subscriptions[0]?.lag === 0);
      expect(on.bus.health()).toMatchObject({
        connected: true,
        subscriptions: [{ group: `g-${on.type}`, state: 'running', inHand: 0 }],
      });
    });
  });
}
