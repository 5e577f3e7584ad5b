import type { Topic } from '@maximus/contracts';
import type { Logger } from '@maximus/observability';
import type { GroupAssignment } from '@platformatic/kafka';
import type { KafkaConfig } from '../../config.ts';
import type { BusRecord } from '../../consumption/record.ts';
import type { Subscriber } from '../../consumption/subscriber.ts';
import type { ClientOptions } from './client-options.ts';
import { createFetcher } from './fetcher.ts';
import { createMembership } from './membership.ts';
import { createPartitionWindow, type PartitionWindow } from './partition-window.ts';
import { partitionKey } from './partitions.ts';

/** What a session is made of. */
export interface SessionNeeds {
  readonly options: ClientOptions;
  readonly config: KafkaConfig;
  readonly groupId: string;
  readonly subscriber: Subscriber;
  readonly logger: Logger;
  /** Called with every new share, windows by partition. */
  onShare(windows: ReadonlyMap<string, PartitionWindow>): void;
  /** Called when a partition has nothing left to handle. */
  onCaughtUp(topic: Topic): void;
}

/** A time during which this process is a member of the group. */
export interface Session {
  /** Rejects when the session is lost: brokers away, place lost, subscriber halted. Never resolves. */
  readonly lost: Promise<never>;
  /** Takes nothing more, lets the work in hand end, commits it, leaves the group. */
  end(deadline?: AbortSignal): Promise<void>;
  /** Lets everything go at once, after a loss. */
  abandon(): Promise<void>;
}

/** Our share of the group, from one deal to the next. */
interface Share {
  readonly over: AbortController;
  readonly windows: ReadonlyMap<string, PartitionWindow>;
}

/** Joins the group and takes events; resolves once it has joined, throws when it cannot. */
export async function openSession(needs: SessionNeeds): Promise<Session> {
  const { subscriber, logger } = needs;
  const { topics } = subscriber.subscription;
  const { promise: lost, reject } = Promise.withResolvers<never>();
  // Also when nobody waits for it yet.
  lost.catch(() => undefined);
  const fetcher = createFetcher(needs.options, needs.config, needs.groupId, topics, ({ from, to, ...where }) => {
    const fields = { ...where, from: String(from), to: String(to) };
    logger.error(
      fields,
      'the brokers no longer have events that this group had not taken; it goes on with what is there',
    );
  });
  let share: Share = { over: new AbortController(), windows: new Map() };
  let dealt = 0;
  let committing: Promise<void> | undefined;
  let dirty = false;

  const membership = createMembership(needs.options, needs.config, needs.groupId, topics, {
    rebalancing: () => share.over.abort(),
    assigned: (assignments) => {
      share.over.abort();
      share = { over: new AbortController(), windows: new Map() };
      dealt += 1;
      const mine = dealt;
      open(assignments, () => mine === dealt).catch((error: unknown) => {
        // A share that was dealt out anew while it was being opened fails for that reason alone.
        if (mine === dealt && !share.over.signal.aborted) reject(error);
      });
    },
    lost: reject,
  });

  /** Opens windows on a share where the group left off. */
  async function open(assignments: readonly GroupAssignment[], current: () => boolean): Promise<void> {
    const windows = new Map<string, PartitionWindow>();
    const committed = assignments.length === 0 ? new Map() : await membership.committed(assignments);
    for (const { topic, partitions } of assignments) {
      const ends: readonly (bigint | undefined)[] = committed.get(topic) ?? [];
      const fresh = partitions.filter((partition) => (ends[partition] ?? -1n) < 0n);
      const first = fresh.length === 0 ? [] : await fetcher.earliest(topic, fresh);
      for (const partition of partitions) {
        const end = ends[partition] ?? -1n;
        const from = end >= 0n ? end : (first[partition] ?? 0n);
        windows.set(partitionKey(topic, partition), createPartitionWindow(topic, partition, from, end));
      }
    }
    const { over } = share;
    if (!current() || over.signal.aborted) return;
    share = { over, windows };
    logger.info({ partitions: [...windows.keys()] }, 'a share of the group was taken');
    needs.onShare(windows);
    const { signal } = over;
    await fetcher.run([...windows.values()], signal, (window, record, offset) => take(window, record, offset, signal));
  }

  function take(window: PartitionWindow, record: BusRecord, offset: bigint, signal: AbortSignal): void {
    const settled = window.take(offset, record.value.length);
    subscriber.accept(record, signal).then((settlement) => {
      if (settlement === 'dropped') return;
      settled();
      if (window.count === 0 && window.fetchFrom >= (window.highWatermark ?? 0n)) needs.onCaughtUp(record.topic);
      fetcher.wake();
      scheduleCommit();
    }, reject);
  }

  function scheduleCommit(): void {
    dirty = true;
    committing ??= commitAll()
      .catch(reject)
      .finally(() => {
        committing = undefined;
      });
  }

  /** One commit at a time: two at once could arrive in the wrong order and take the group back. */
  async function commitAll(): Promise<void> {
    while (dirty) {
      dirty = false;
      const of = share;
      const ahead = [...of.windows.values()].filter(({ settledTo, committed }) => settledTo > committed);
      if (ahead.length === 0) continue;
      const offsets = ahead.map(({ topic, partition, settledTo }) => ({ topic, partition, offset: settledTo }));
      try {
        await membership.commit(offsets);
      } catch (error) {
        // Dealt out anew meanwhile: whoever has the partitions now begins where the group stood.
        if (of !== share || of.over.signal.aborted) continue;
        throw error;
      }
      for (const [at, window] of ahead.entries()) window.committed = offsets[at]?.offset ?? window.committed;
    }
  }

  async function close(): Promise<void> {
    await Promise.all([membership.leave(), fetcher.close()]);
  }

  try {
    await membership.join();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    lost,
    async end(deadline) {
      share.over.abort();
      await subscriber.stop(deadline);
      await committing;
      scheduleCommit();
      await Promise.race([committing, lost.catch(() => undefined)]);
      dealt += 1;
      await close();
    },
    async abandon() {
      dealt += 1;
      share.over.abort();
      await close();
    },
  };
}
