/**
 * Time from commit to handler, and events per second, through the real outbox: within the process, and over a real Kafka
 * where there is Java. Beside it, in the same run, what the commit alone costs. `node bench/bus.ts [EVENTS]`, 2,000 by default.
 */
import { type Bus, BusConfig, createBus, createOutboxRelay } from '@maximus/bus';
import { kafkaMissing, startKafka } from '@maximus/bus/testing';
import { defineEvent } from '@maximus/contracts';
import { silentLogger as logger } from '@maximus/observability';
import { createOutbox } from '@maximus/storage';
import { openTestDatabase } from '@maximus/storage/testing';
import { z } from 'zod';
import { machine } from './machine.ts';

const count = Number(process.argv[2] ?? 2_000);
const measured = defineEvent('maximus.adaptive-immunity.events', 'bench.measured', z.strictObject({ n: z.number() }));
const catalogue = new Map([[measured.type, measured]]);
const storeDeadLetter = async () => {
  throw new Error('no event of this run may fail');
};

function quantiles(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  return `median ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms`;
}

async function run(name: string, bus: Bus): Promise<void> {
  const db = await openTestDatabase({ poolSize: 8 });
  const outbox = createOutbox({ database: db.database, logger });
  const relay = createOutboxRelay({ outbox, bus, storeDeadLetter });
  const committedAt: number[] = [];
  const handledAt: number[] = [];
  let handled = 0;
  await bus.subscribe({
    group: 'bench',
    topics: [measured.topic],
    async handle(event) {
      handledAt[event.data['n'] as number] = performance.now();
      handled += 1;
    },
  });
  relay.start();
  const commit = async (n: number) => {
    const began = performance.now();
    await db.database.transaction(async (tx) => {
      tx.emit({ event: measured, key: `key-${n % 20}`, data: { n }, correlationId: 'bench' });
    });
    committedAt[n] = performance.now();
    return committedAt[n] - began;
  };
  const untilHandled = async (wanted: number) => {
    while (handled < wanted) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  for (let n = 0; n < 100; n += 1) await commit(n);
  await untilHandled(100);

  const commits: number[] = [];
  for (let n = 100; n < 100 + count; n += 1) {
    commits.push(await commit(n));
    // One event in about 5 ms: time to handler without a queue before it.
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  await untilHandled(100 + count);
  const latency = Array.from({ length: count }, (_, at) => (handledAt[100 + at] ?? 0) - (committedAt[100 + at] ?? 0));
  console.log(`${name}: commit to handler  ${quantiles(latency)}   (the commit itself: ${quantiles(commits)})`);

  const from = 100 + count;
  const began = performance.now();
  for (let n = from; n < from + count; n += 100) {
    await db.database.transaction(async (tx) => {
      for (let at = n; at < Math.min(n + 100, from + count); at += 1) {
        tx.emit({ event: measured, key: `key-${at % 20}`, data: { n: at }, correlationId: 'bench' });
      }
    });
  }
  const written = performance.now() - began;
  await untilHandled(from + count);
  const whole = performance.now() - began;
  const rate = (ms: number) => Math.round((count / ms) * 1_000).toLocaleString('en');
  console.log(
    `${name}: ${count} events in transactions of 100: ${rate(whole)}/s to the handler, ${rate(written)}/s into the outbox`,
  );
  await relay.stop();
  await bus.close();
  await outbox.close();
  await db.close();
}

console.log(machine());
await run('memory', await createBus({ catalogue, storeDeadLetter }));
const missing = await kafkaMissing();
if (missing === undefined) {
  const broker = await startKafka();
  try {
    const config = BusConfig.parse({ driver: 'kafka', kafka: { brokers: broker.brokers } });
    await run('kafka ', await createBus({ config, catalogue, storeDeadLetter }));
  } finally {
    await broker.dispose();
  }
} else console.log(`kafka : not measured: ${missing}`);
process.exit(0);
