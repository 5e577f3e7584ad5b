import { describe, test } from 'vitest';
import { BusConfig } from '../../config.ts';
import { createBus } from '../../create-bus.ts';
import { describeBus } from '../../testing/contract.ts';
import { kafkaMissing, startKafka } from '../../testing/kafka/start-kafka.ts';

const missing = await kafkaMissing();

if (missing !== undefined) {
  describe.skip('kafka: the contract of a bus', () => test(`skipped: ${missing}`, () => undefined));
} else {
  describeBus('kafka', async () => {
    const broker = await startKafka();
    const config = BusConfig.parse({ driver: 'kafka', kafka: { brokers: broker.brokers, session_timeout: '6s' } });
    return { open: (options) => createBus({ config, ...options }), close: () => broker.dispose() };
  });
}
