import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bus } from '../../bus.ts';
import { BusConfig } from '../../config.ts';
import { createBus } from '../../create-bus.ts';
import { kafkaMissing, startKafka, type TestKafka } from '../../testing/kafka/start-kafka.ts';
import { sampleCatalogue, sampleMessage, sampleTopic } from '../../testing/sample-events.ts';
import { until } from '../../testing/until.ts';

const missing = await kafkaMissing();
const title = 'kafka: TLS and log-in';
const type = 'sample.secured';

describe.skipIf(missing !== undefined)(missing === undefined ? title : `${title} (skipped: ${missing})`, () => {
  let broker: TestKafka;
  const buses: Bus[] = [];
  beforeAll(async () => {
    broker = await startKafka({ secure: true });
  }, 600_000);
  afterAll(async () => {
    await Promise.all(buses.map((bus) => bus.close()));
    await broker?.dispose();
  });

  async function busWith(changes: object): Promise<Bus> {
    const { login } = broker;
    const kafka = {
      brokers: broker.brokers,
      tls: true,
      tls_ca_file: login?.caFile,
      sasl_mechanism: 'SCRAM-SHA-512',
      sasl_username: login?.username,
      sasl_password_file: login?.passwordFile,
      session_timeout: '6s',
      ...changes,
    };
    const config = BusConfig.parse({ driver: 'kafka', kafka });
    const bus = await createBus({ config, catalogue: sampleCatalogue(type), storeDeadLetter: async () => undefined });
    buses.push(bus);
    return bus;
  }

  test.each(['PLAIN', 'SCRAM-SHA-512'])('events go and come after a log-in by %s over TLS', async (mechanism) => {
    const bus = await busWith({ sasl_mechanism: mechanism });
    const seen: unknown[] = [];
    const group = `g-${mechanism}`;
    await bus.subscribe({ group, topics: [sampleTopic], handle: async (event) => void seen.push(event.id) });
    const message = sampleMessage(type, 'k', 1);
    await bus.publish([message]);
    await until('it has arrived', () => seen.includes(JSON.parse(message.envelope).id));
  });

  test('a wrong password, a certificate of nobody and a plain connection are refused and said', async () => {
    const wrong = `${broker.login?.passwordFile}.wrong`;
    await writeFile(wrong, 'wrong');
    for (const changes of [{ sasl_password_file: wrong }, { tls_ca_file: '' }, { tls: false, tls_ca_file: '' }]) {
      const bus = await busWith({ ...changes, request_timeout: '2s' });
      const refused = bus.publish([sampleMessage(type, 'k', 1)]);
      await expect(refused).rejects.toMatchObject({ code: 'bus.unavailable' });
      expect(bus.health()).toMatchObject({ connected: false, lastError: { code: 'bus.unavailable' } });
    }
  });
});
