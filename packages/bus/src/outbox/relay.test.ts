import type { DeadLetter } from '@maximus/contracts';
import { bindMetrics, silentLogger } from '@maximus/observability';
import { afterEach, describe, expect, test } from 'vitest';
import type { Bus, BusMessage } from '../bus.ts';
import { createBus } from '../create-bus.ts';
import { errors } from '../errors.ts';
import { busMetrics } from '../metrics.ts';
import { memoryOutbox } from '../testing/memory-outbox.ts';
import { quickTimers } from '../testing/quick-timers.ts';
import { sampleCatalogue, sampleMessage, sampleTopic } from '../testing/sample-events.ts';
import { until } from '../testing/until.ts';
import { createOutboxRelay, type OutboxRelay } from './relay.ts';
import { settlingMode } from './settling-mode.ts';
import { createSignal } from './signal.ts';

const type = 'sample.relayed';
const idOf = ({ envelope }: BusMessage) => JSON.parse(envelope).id as string;
const letters: DeadLetter[] = [];
const storeDeadLetter = async (letter: DeadLetter) => void letters.push(letter);
const relays: OutboxRelay[] = [];

function relayOf(outbox: ReturnType<typeof memoryOutbox>, bus: Bus): OutboxRelay {
  const relay = createOutboxRelay({ outbox, bus, storeDeadLetter, timers: quickTimers(0.05) });
  relays.push(relay);
  relay.start();
  return relay;
}

afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
  letters.length = 0;
});

describe('with a bus within the process', () => {
  const makeBus = (timers = quickTimers()) => createBus({ catalogue: sampleCatalogue(type), storeDeadLetter, timers });

  test('an event is marked after it was handled, not before', async () => {
    const bus = await makeBus();
    const outbox = memoryOutbox();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    let begun = false;
    await bus.subscribe({
      group: 'g',
      topics: [sampleTopic],
      async handle() {
        begun = true;
        await gate;
      },
    });
    relayOf(outbox, bus);
    const message = sampleMessage(type, 'k', 1);
    outbox.commit(message);
    await until('the handler runs', () => begun);
    expect(outbox.relayed).toEqual([]);
    open();
    await until('it is marked', () => outbox.relayed.length === 1);
    expect(outbox.relayed).toEqual([idOf(message)]);
  });

  test('an event that is tried again holds up its key and nothing else', async () => {
    const timers = quickTimers(0);
    const { promise: gate, resolve: open } = Promise.withResolvers<boolean>();
    const bus = await makeBus({
      ...timers,
      waits: timers.waits,
      wait: (ms, signal) => (ms === 5_000 ? gate : timers.wait(ms, signal)),
    });
    const outbox = memoryOutbox();
    const seen: string[] = [];
    await bus.subscribe({
      group: 'g',
      topics: [sampleTopic],
      async handle(event, { key, attempt }) {
        if (event.data['n'] === 0 && attempt < 3) throw new Error('not yet');
        seen.push(`${key}${event.data['n']}`);
      },
    });
    relayOf(outbox, bus);
    outbox.commit(sampleMessage(type, 'a', 0), sampleMessage(type, 'a', 1), sampleMessage(type, 'b', 1));
    await until('the other key is through', () => outbox.relayed.length === 1);
    outbox.commit(sampleMessage(type, 'c', 1));
    await until('later ones too', () => outbox.relayed.length === 2);
    expect(seen).toEqual(['b1', 'c1']);
    open(true);
    await until('all are through', () => outbox.relayed.length === 4);
    expect(seen).toEqual(['b1', 'c1', 'a0', 'a1']);
  });

  test('what a stopped process did not end is delivered by the next one, in order', async () => {
    const outbox = memoryOutbox();
    const first = await makeBus();
    const { promise: never } = Promise.withResolvers<void>();
    let begun = false;
    await first.subscribe({
      group: 'g',
      topics: [sampleTopic],
      async handle() {
        begun = true;
        await never;
      },
    });
    relayOf(outbox, first);
    outbox.commit(...[0, 1, 2].map((n) => sampleMessage(type, 'k', n)));
    await until('the handler runs', () => begun);
    await relays.splice(0)[0]?.stop(AbortSignal.timeout(20));
    await first.close(AbortSignal.timeout(20));
    expect(outbox.relayed).toEqual([]);

    const seen: unknown[] = [];
    const second = await makeBus();
    await second.subscribe({
      group: 'g',
      topics: [sampleTopic],
      handle: async (event) => void seen.push(event.data['n']),
    });
    relayOf(outbox, second);
    await until('all are through', () => outbox.relayed.length === 3);
    expect(seen).toEqual([0, 1, 2]);
  });

  test('events committed by a handler are delivered while it still runs', async () => {
    const bus = await makeBus();
    const outbox = memoryOutbox();
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    await bus.subscribe({
      group: 'g',
      topics: [sampleTopic],
      async handle(_, { key }) {
        if (key === 'answer') return answer();
        outbox.commit(sampleMessage(type, 'answer', 1));
        await answered;
      },
    });
    relayOf(outbox, bus);
    outbox.commit(sampleMessage(type, 'question', 1));
    await until('both are through', () => outbox.relayed.length === 2);
  });

  test('while neither a handler nor the dead letters work, events stay in the outbox, in order', async () => {
    let broken = true;
    const bus = await createBus({
      catalogue: sampleCatalogue(type),
      timers: quickTimers(0),
      resumeAfterMs: 20,
      storeDeadLetter: async () => {
        throw new Error('no store');
      },
    });
    const outbox = memoryOutbox();
    const seen: unknown[] = [];
    await bus.subscribe({
      group: 'g',
      topics: [sampleTopic],
      async handle(event) {
        if (broken) throw new Error('nothing works');
        seen.push(event.data['n']);
      },
    });
    const relay = relayOf(outbox, bus);
    outbox.commit(...[0, 1, 2].map((n) => sampleMessage(type, 'k', n)));
    await until('it says so', () => bus.health().subscriptions[0]?.state === 'halted');
    // At once: it is running again as soon as the relay gives it an event to try.
    expect(bus.health()).toMatchObject({
      lastError: { code: 'bus.stopped' },
      subscriptions: [{ state: 'halted', lastError: { code: 'bus.stopped' } }],
    });
    outbox.commit(sampleMessage(type, 'k', 3));
    expect((await relay.status()).pending).toBe(4);
    broken = false;
    await until('all are through', () => outbox.relayed.length === 4);
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  test('a rest that ends while rows are being given out lets no later event of a key go first', async () => {
    let isStopped = true;
    const seen: string[] = [];
    const bus: Bus = {
      ...(await makeBus()),
      async publish([message]) {
        if (isStopped) throw errors.stopped('no consumer');
        seen.push(message === undefined ? '' : idOf(message));
      },
    };
    // Every look at the clock is 10 ms later than the one before: a rest of 1 s ends between some two of them.
    let nowMs = 0;
    const clock = { now: () => (nowMs += 10) };
    const silent = { timers: quickTimers(), logger: silentLogger, metrics: bindMetrics(busMetrics, undefined) };
    const mode = settlingMode(bus, clock, { storeDeadLetter, clock, ...silent }, createSignal());
    const messages = Array.from({ length: 5 }, (_, n) => sampleMessage(type, 'k', n));
    const rows = messages.map((message, at) => ({ ...message, seq: String(at), eventId: idOf(message) }));
    await mode.publish(rows);
    isStopped = false;
    await until('all are through', async () => (await mode.publish(rows)).length === 5);
    expect(seen).toEqual(rows.map(({ eventId }) => eventId));
  });

  test('an event that no bus takes becomes a parked dead letter, and the rest goes on', async () => {
    const bus = await makeBus();
    const outbox = memoryOutbox();
    const seen: unknown[] = [];
    await bus.subscribe({
      group: 'g',
      topics: [sampleTopic],
      handle: async (event) => void seen.push(event.data['n']),
    });
    relayOf(outbox, bus);
    const large = sampleMessage(type, 'k', 1, { data: { n: 1, pad: 'x'.repeat(1_100_000) } });
    outbox.commit(large, sampleMessage(type, 'k', 2));
    await until('both are marked', () => outbox.relayed.length === 2);
    expect(seen).toEqual([2]);
    expect(letters).toMatchObject([
      {
        stage: 'publish',
        state: 'parked',
        event_id: idOf(large),
        event_type: type,
        error: { code: 'bus.event_too_large' },
      },
    ]);
  });
});

describe('with brokers', () => {
  /** A bus whose brokers are away or not, as the test says; what they store and what was echoed can be looked at. */
  function brokers() {
    const listeners = new Set<(up: boolean) => void>();
    const state = { up: true, stored: [] as string[], echoed: [] as string[], refuse: new Set<string>() };
    const bus: Bus = {
      acknowledges: 'stored',
      async publish(messages) {
        if (!state.up) throw errors.unavailable('no broker');
        if (messages.some((message) => state.refuse.has(idOf(message)))) throw errors.event_too_large('too large');
        state.stored.push(...messages.map(idOf));
      },
      echo: (messages) => void state.echoed.push(...messages.map(idOf)),
      subscribe: async () => ({ stop: async () => undefined }),
      health: () => ({ driver: 'kafka', connected: state.up, subscriptions: [] }),
      onConnection(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close: async () => undefined,
    };
    const turn = (up: boolean) => {
      state.up = up;
      for (const listener of listeners) listener(up);
    };
    return { bus, state, turn };
  }
  const many = (count: number) => Array.from({ length: count }, (_, n) => sampleMessage(type, `k${n % 3}`, n));

  test('while they are away events are delivered within the process once, and stored later, in order', async () => {
    const { bus, state, turn } = brokers();
    const outbox = memoryOutbox();
    const relay = relayOf(outbox, bus);
    const before = many(3);
    outbox.commit(...before);
    await until('they are stored', () => state.stored.length === 3);
    state.up = false;
    const during = many(2_500);
    for (const message of during) outbox.commit(message);
    await until('they are echoed', () => state.echoed.length >= 2_500);
    expect(await relay.status()).toMatchObject({
      pending: 2_500,
      degraded: true,
      lastError: { code: 'bus.unavailable' },
    });
    turn(true);
    await until('they are stored', () => state.stored.length === 2_503);
    expect(state.echoed).toEqual(during.map(idOf));
    expect(state.stored).toEqual([...before, ...during].map(idOf));
    await until('it says so', async () => !(await relay.status()).degraded);
    expect(await relay.status()).toMatchObject({ pending: 0, oldestAgeMs: 0 });
  });

  test('it comes back by itself when nobody says that they are there again', async () => {
    const { bus, state } = brokers();
    const outbox = memoryOutbox();
    relayOf(outbox, bus);
    state.up = false;
    outbox.commit(...many(5));
    await until('they are echoed', () => state.echoed.length === 5);
    state.up = true;
    await until('they are stored', () => state.stored.length === 5);
  });

  test('one event that no broker takes is buried, the rest keeps its order', async () => {
    const { bus, state } = brokers();
    const outbox = memoryOutbox();
    const messages = many(7);
    state.refuse.add(idOf(messages[3]!));
    relayOf(outbox, bus);
    outbox.commit(...messages);
    await until('all are marked', () => outbox.relayed.length === 7);
    expect(state.stored).toEqual(messages.filter((_, at) => at !== 3).map(idOf));
    expect(letters).toMatchObject([{ stage: 'publish', state: 'parked', event_id: idOf(messages[3]!) }]);
  });
});
