import { type Topic, topics } from '@maximus/contracts';
import type { Logger } from '@maximus/observability';
import { Admin } from '@platformatic/kafka';
import type { KafkaConfig } from '../../config.ts';
import { errors } from '../../errors.ts';
import { type ClientOptions, durationMs } from './client-options.ts';
import { closeQuietly } from './close-quietly.ts';
import { isKafkaError } from './faults.ts';
import type { PartitionCounts } from './partitions.ts';

/**
 * Creates the topics of contracts that are missing, with their partitions (apv.md §8), and answers what there is. Safe
 * to run any number of times and from several processes. An existing topic stays as it is: more partitions would move
 * keys. Throws `bus.topics` when one is missing and may not be created.
 */
export async function ensureTopics(
  options: ClientOptions,
  config: KafkaConfig,
  logger: Logger,
): Promise<PartitionCounts> {
  const admin = new Admin({
    ...options,
    clientId: `${config.client_id}-admin`,
    retries: 1,
    retryDelay: 200,
    strict: true,
  });
  try {
    const existing = new Set(await admin.listTopics());
    const missing = (Object.keys(topics) as Topic[]).filter((topic) => !existing.has(topic));
    if (missing.length > 0 && !config.create_topics) {
      throw errors.topics(`there is no topic ${missing.join(', ')}, and bus.kafka.create_topics is false`);
    }
    const brokers = (await admin.metadata({ topics: [] })).brokers.size;
    const replicas = config.replication === 0 ? Math.min(3, brokers) : config.replication;
    for (const topic of missing) await createTopic(admin, topic, replicas, config, logger);
    const { topics: found } = await admin.metadata({ topics: Object.keys(topics), forceUpdate: true });
    const counts = new Map<Topic, number>();
    for (const topic of Object.keys(topics) as Topic[]) {
      const count = found.get(topic)?.partitionsCount;
      if (count === undefined) throw errors.topics(`the brokers do not know the topic ${topic} yet`);
      counts.set(topic, count);
      if (count !== topics[topic])
        logger.warn({ topic, partitions: count }, 'a topic has other partitions than planned');
    }
    return counts;
  } finally {
    await closeQuietly(() => admin.close());
  }
}

async function createTopic(admin: Admin, topic: Topic, replicas: number, config: KafkaConfig, logger: Logger) {
  // The limit of a topic counts the batch with keys, headers and framing; a dead letter quotes a whole event.
  const maxBytes = topic === 'maximus.adaptive-immunity.dlq' ? 8_388_608 : 2_097_152;
  try {
    await admin.createTopics({
      topics: [topic],
      partitions: topics[topic],
      replicas,
      configs: [
        { name: 'retention.ms', value: String(durationMs(config.retention)) },
        { name: 'max.message.bytes', value: String(maxBytes) },
        { name: 'min.insync.replicas', value: replicas >= 3 ? '2' : '1' },
      ],
    });
    logger.info({ topic, partitions: topics[topic], replicas }, 'a topic was created');
  } catch (error) {
    // Another process was faster.
    if (!isKafkaError(error, 'TOPIC_ALREADY_EXISTS')) throw error;
  }
}
