import type { Topic } from '@maximus/contracts';

/** Partitions of each topic as the brokers have them. */
export type PartitionCounts = ReadonlyMap<Topic, number>;

/** One text for a partition of a topic; topic names hold no colon. */
export function partitionKey(topic: string, partition: number): string {
  return `${topic}:${partition}`;
}
