import type { Topic } from '@maximus/contracts';
import { Consumer, IS_CONTROL, type KafkaRecord } from '@platformatic/kafka';
import type { KafkaConfig } from '../../config.ts';
import type { BusRecord } from '../../consumption/record.ts';
import type { ClientOptions } from './client-options.ts';
import { closeQuietly } from './close-quietly.ts';
import { isKafkaError } from './faults.ts';
import type { PartitionWindow } from './partition-window.ts';
import { partitionKey } from './partitions.ts';

/** What a fetch answers: the client does not export its type. */
type FetchResponse = Awaited<ReturnType<Consumer['fetch']>>;

/** Most records and bytes of one partition that are in hand; beyond that it is not fetched. */
const maxInHand = 500;
const maxInHandBytes = 8_388_608;
/** How long the brokers hold a fetch that finds nothing. */
const maxWaitMs = 500;

/** Reads partitions; knows nothing of groups. */
export interface Fetcher {
  /** Where partitions begin. */
  earliest(topic: string, partitions: readonly number[]): Promise<readonly (bigint | undefined)[]>;
  /**
   * Fetches the windows for as long as `signal` is not aborted and hands each record over once. A window that is full
   * rests while the others go on. Throws what the brokers say.
   */
  run(
    windows: readonly PartitionWindow[],
    signal: AbortSignal,
    take: (window: PartitionWindow, record: BusRecord, offset: bigint) => void,
  ): Promise<void>;
  /** Says that a window may have room again. */
  wake(): void;
  close(): Promise<void>;
}

/** Makes a fetcher for the topics of one subscription. */
export function createFetcher(
  options: ClientOptions,
  config: KafkaConfig,
  groupId: string,
  topics: readonly Topic[],
  onGap: (gap: {
    readonly topic: string;
    readonly partition: number;
    readonly from: bigint;
    readonly to: bigint;
  }) => void,
): Fetcher {
  const consumer = new Consumer({
    ...options,
    clientId: `${config.client_id}-fetch`,
    groupId,
    autocommit: false,
    maxWaitTime: maxWaitMs,
    minBytes: 1,
    retries: 1,
    retryDelay: 200,
    requestTimeout: (options.requestTimeout ?? 5_000) + maxWaitMs,
    strict: true,
  });
  consumer.topics.trackAll(...topics);
  // Failures come back from the calls; nobody may be killed by the event of the same name.
  consumer.on('error' as never, (() => undefined) as never);
  let wakers: (() => void)[] = [];
  const wake = () => {
    for (const go of wakers.splice(0)) go();
  };

  const earliest: Fetcher['earliest'] = async (topic, partitions) => {
    const offsets = await consumer.listOffsets({
      topics: [topic],
      partitions: { [topic]: [...partitions] },
      timestamp: -2n,
    });
    return offsets.get(topic) ?? [];
  };

  async function latest(topic: string, partition: number): Promise<bigint> {
    const offsets = await consumer.listOffsets({
      topics: [topic],
      partitions: { [topic]: [partition] },
      timestamp: -1n,
    });
    return offsets.get(topic)?.[partition] ?? 0n;
  }

  /** The windows with room by the broker that leads them. */
  async function requests(windows: readonly PartitionWindow[], busy: ReadonlySet<number>) {
    const metadata = await consumer.metadata({ topics: [...topics] });
    const perNode = new Map<number, { topicId: string; window: PartitionWindow }[]>();
    for (const window of windows) {
      if (window.count >= maxInHand || window.sizeBytes >= maxInHandBytes) continue;
      const topic = metadata.topics.get(window.topic);
      const node = topic?.partitions[window.partition]?.leader;
      if (topic === undefined || node === undefined || node < 0 || busy.has(node)) continue;
      perNode.set(node, [...(perNode.get(node) ?? []), { topicId: topic.id, window }]);
    }
    return perNode;
  }

  async function fetch(node: number, wanted: readonly { topicId: string; window: PartitionWindow }[]) {
    return consumer.fetch({
      node,
      topics: wanted.map(({ topicId, window }) => ({
        topicId,
        partitions: [
          {
            partition: window.partition,
            fetchOffset: window.fetchFrom,
            currentLeaderEpoch: -1,
            lastFetchedEpoch: -1,
            partitionMaxBytes: 1_048_576,
          },
        ],
      })),
    });
  }

  /** Retention has passed a window by, or the topic was made anew: what is there is taken from its beginning. */
  async function restart(wanted: readonly { window: PartitionWindow }[]): Promise<void> {
    for (const { window } of wanted) {
      const { topic, partition, fetchFrom: from } = window;
      const to = (await earliest(topic, [partition]))[partition];
      // Where the answer covered several partitions, only those are moved whose place is gone.
      if (to === undefined || (to <= from && from <= (await latest(topic, partition)))) continue;
      window.seek(to);
      onGap({ topic, partition, from, to });
    }
  }

  return {
    earliest,
    wake,
    async run(windows, signal, take) {
      const busy = new Set<number>();
      let failure: { error: unknown } | undefined;
      signal.addEventListener('abort', wake, { once: true });
      const turn = async (node: number, wanted: readonly { topicId: string; window: PartitionWindow }[]) => {
        try {
          const response = await fetch(node, wanted);
          if (!signal.aborted) deliver(response, wanted, take);
        } catch (error) {
          if (isKafkaError(error, 'OFFSET_OUT_OF_RANGE')) await restart(wanted);
          else throw error;
        }
      };
      while (!signal.aborted && failure === undefined) {
        for (const [node, wanted] of await requests(windows, busy)) {
          busy.add(node);
          turn(node, wanted)
            .catch((error: unknown) => {
              failure ??= { error };
            })
            .finally(() => {
              busy.delete(node);
              wake();
            });
        }
        if (signal.aborted || failure !== undefined) break;
        const { promise, resolve } = Promise.withResolvers<void>();
        wakers.push(resolve);
        await promise;
      }
      signal.removeEventListener('abort', wake);
      if (failure !== undefined && !signal.aborted) throw failure.error;
    },
    async close() {
      wakers = [];
      await closeQuietly(() => consumer.close(true));
    },
  };
}

function deliver(
  response: FetchResponse,
  wanted: readonly { topicId: string; window: PartitionWindow }[],
  take: (window: PartitionWindow, record: BusRecord, offset: bigint) => void,
): void {
  const windows = new Map(wanted.map(({ topicId, window }) => [partitionKey(topicId, window.partition), window]));
  for (const { topicId, partitions } of response.responses) {
    for (const { partitionIndex, highWatermark, records: batches } of partitions) {
      const window = windows.get(partitionKey(topicId, partitionIndex));
      if (window === undefined) continue;
      window.highWatermark = highWatermark;
      for (const batch of batches ?? []) {
        const control = (batch.attributes & IS_CONTROL) !== 0;
        for (const record of control ? [] : batch.records) {
          const offset = batch.firstOffset + BigInt(record.offsetDelta);
          // A batch is sent whole, also when the fetch began within it.
          if (offset < window.fetchFrom) continue;
          take(window, recordOf(window.topic as Topic, record, batch.firstTimestamp), offset);
        }
        window.readTo(batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n);
      }
    }
  }
}

function recordOf(topic: Topic, record: KafkaRecord, firstTimestamp: bigint): BusRecord {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of record.headers.slice(0, 64)) {
    if (name !== null && value !== null) headers[name.toString('utf8')] = value.toString('utf8');
  }
  return {
    topic,
    key: record.key?.toString('utf8') ?? '',
    value: record.value ?? '',
    headers,
    writtenAtMs: Number(firstTimestamp + record.timestampDelta),
  };
}
