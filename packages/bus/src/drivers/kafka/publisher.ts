import type { Topic } from '@maximus/contracts';
import type { Clock } from '@maximus/kernel';
import { compatibilityPartitioner, Producer } from '@platformatic/kafka';
import type { BusMessage } from '../../bus.ts';
import type { KafkaConfig } from '../../config.ts';
import type { ClientOptions } from './client-options.ts';
import { closeQuietly } from './close-quietly.ts';
import { busErrorOf } from './faults.ts';
import { type PartitionCounts, partitionKey } from './partitions.ts';

/** Sends events; acks=all, idempotent, compressed. */
export interface Publisher {
  /** In order, also across calls. Throws `bus.unavailable` or `bus.event_too_large`; a part may have been stored then. */
  send(messages: readonly BusMessage[], counts: PartitionCounts): Promise<void>;
  /** The offset after the last event that this process is known to have stored in a partition. */
  producedEnd(topic: Topic, partition: number): bigint | undefined;
  close(): Promise<void>;
}

/** How much goes out in one request; brokers bound a batch of one partition, not an event alone. */
const chunkBytes = 900_000;

/** The partition of a key, as every Kafka client of the Java kind chooses it. */
export function partitionOf(key: string, count: number): number {
  return compatibilityPartitioner({ topic: '', value: Buffer.alloc(0) }, Buffer.from(key)) % count;
}

/** Makes the one producer of a bus. */
export function createPublisher(options: ClientOptions, config: KafkaConfig, clock: Clock): Publisher {
  const producer = new Producer({
    ...options,
    clientId: `${config.client_id}-producer`,
    idempotent: true,
    compression: config.compression,
    // The relay tries again by itself and may not be kept waiting: two quick tries bridge a change of leader.
    retries: 2,
    retryDelay: 150,
    strict: true,
  });
  const ends = new Map<string, bigint>();
  let tail: Promise<void> = Promise.resolve();

  async function sendChunk(chunk: readonly BusMessage[], counts: PartitionCounts): Promise<void> {
    const now = BigInt(clock.now());
    const perPartition = new Map<string, bigint>();
    const messages = chunk.map(({ topic, key, envelope, headers }) => {
      const partition = partitionOf(key, counts.get(topic) ?? 1);
      const at = partitionKey(topic, partition);
      perPartition.set(at, (perPartition.get(at) ?? 0n) + 1n);
      const all = Object.entries({ ...headers, 'content-type': 'application/json' });
      return {
        topic,
        partition,
        key: Buffer.from(key),
        value: Buffer.from(envelope),
        headers: new Map(all.map(([name, value]) => [Buffer.from(name), Buffer.from(value)])),
        timestamp: now,
      };
    });
    try {
      const { offsets } = await producer.send({ messages });
      for (const { topic, partition, offset } of offsets ?? []) {
        const at = partitionKey(topic, partition);
        ends.set(at, offset + (perPartition.get(at) ?? 0n));
      }
    } catch (error) {
      throw busErrorOf(error, 'sending events');
    }
  }

  async function sendAll(messages: readonly BusMessage[], counts: PartitionCounts): Promise<void> {
    for (const chunk of chunksOf(messages)) await sendChunk(chunk, counts);
  }

  return {
    send(messages, counts) {
      const mine = tail.then(() => sendAll(messages, counts));
      // Whoever called learns of a failure; the next call only has to come after it.
      tail = mine.catch(() => undefined);
      return mine;
    },
    producedEnd: (topic, partition) => ends.get(partitionKey(topic, partition)),
    close: () => closeQuietly(() => producer.close()),
  };
}

function chunksOf(messages: readonly BusMessage[]): readonly (readonly BusMessage[])[] {
  const chunks: BusMessage[][] = [];
  let room = 0;
  for (const message of messages) {
    const sizeBytes = Buffer.byteLength(message.envelope) + message.key.length + 256;
    if (sizeBytes > room) {
      chunks.push([]);
      room = chunkBytes;
    }
    room -= sizeBytes;
    chunks.at(-1)?.push(message);
  }
  return chunks;
}
