import { errors } from '../../errors.ts';
import type { BusDriver } from '../types.ts';

/** Kafka 3.7 and later. The client library is loaded only when this driver is chosen. */
export const kafka: BusDriver = {
  id: 'kafka',
  capabilities: { network: true, durable: true },
  async create(needs) {
    if (needs.config.kafka.brokers.length === 0) {
      throw errors.settings('bus.kafka.brokers is empty, and the driver is kafka');
    }
    const { createKafkaBus } = await import('./kafka-bus.ts');
    return createKafkaBus(needs);
  },
};
