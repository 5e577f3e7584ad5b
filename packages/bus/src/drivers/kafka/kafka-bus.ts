import { type Topic, topics } from '@maximus/contracts';
import type { Bus, BusFault } from '../../bus.ts';
import { checkSizes } from '../../check-sizes.ts';
import { faultOf } from '../../consumption/subscriber.ts';
import { errors } from '../../errors.ts';
import type { DriverNeeds } from '../types.ts';
import { clientOptions } from './client-options.ts';
import { type Consumption, startConsumption } from './consumption.ts';
import { busErrorOf } from './faults.ts';
import type { PartitionCounts } from './partitions.ts';
import { createPublisher, partitionOf } from './publisher.ts';
import { ensureTopics } from './topics.ts';

/** A bus on Kafka. Works its way to the brokers in its own time: whoever makes it does not wait. */
export async function createKafkaBus(needs: DriverNeeds): Promise<Bus> {
  const { clock, logger, config } = needs;
  const options = await clientOptions(config.kafka);
  const publisher = createPublisher(options, config.kafka, clock);
  const consumptions = new Set<Consumption>();
  const listeners = new Set<(connected: boolean) => void>();
  let counts: Promise<PartitionCounts> | undefined;
  let known: PartitionCounts = new Map(Object.entries(topics) as [Topic, number][]);
  let connected = false;
  let closed = false;
  let lastError: BusFault | undefined;

  function connection(up: boolean, error?: unknown): void {
    if (error !== undefined) lastError = faultOf(error, clock);
    if (connected === up || closed) return;
    connected = up;
    if (up) logger.info('the brokers answer');
    else logger.warn({ err: error }, 'the brokers are away');
    for (const listener of listeners) listener(up);
  }

  /** The topics, made once; a failure is forgotten, so that the next caller tries again. */
  function ready(): Promise<PartitionCounts> {
    counts ??= ensureTopics(options, config.kafka, logger).then(
      (found) => {
        known = found;
        return found;
      },
      (error: unknown) => {
        counts = undefined;
        throw error;
      },
    );
    return counts;
  }

  return {
    acknowledges: 'stored',
    async publish(messages) {
      checkSizes(messages);
      if (closed) throw errors.closed('the bus is closed');
      let result = 'failed';
      try {
        await publisher.send(messages, await ready());
        result = 'ok';
        for (const consumption of consumptions) consumption.stored();
        connection(true);
      } catch (thrown) {
        const error = busErrorOf(thrown, 'sending events');
        if (error.retryable) connection(false, error);
        throw error;
      } finally {
        for (const { topic } of messages) needs.metrics.bus_published_total.inc({ topic, result });
      }
    },
    echo(messages) {
      for (const { topic, key, envelope, headers } of messages) {
        const partition = partitionOf(key, known.get(topic) ?? 1);
        const record = { topic, key, value: envelope, headers, writtenAtMs: clock.now(), echoed: true };
        for (const consumption of consumptions) {
          consumption.echo(record, partition, publisher.producedEnd(topic, partition));
        }
      }
    },
    async subscribe(subscription) {
      if (closed) throw errors.closed('the bus is closed');
      const consumption = startConsumption(subscription, needs, { options, ready, connection });
      consumptions.add(consumption);
      await consumption.begun;
      return {
        async stop(deadline) {
          await consumption.stop(deadline);
          consumptions.delete(consumption);
        },
      };
    },
    health: () => ({
      driver: 'kafka',
      connected,
      subscriptions: [...consumptions].map((consumption) => consumption.health()),
      ...(lastError === undefined ? {} : { lastError }),
    }),
    onConnection(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close(deadline) {
      if (closed) return;
      closed = true;
      await Promise.all([...consumptions].map((consumption) => consumption.stop(deadline)));
      await publisher.close();
    },
  };
}
