import type { Topic } from '@maximus/contracts';
import { Consumer, type GroupAssignment } from '@platformatic/kafka';
import type { KafkaConfig } from '../../config.ts';
import { type ClientOptions, durationMs } from './client-options.ts';
import { closeQuietly } from './close-quietly.ts';
import { busErrorOf } from './faults.ts';

/** Told by a membership as it goes. */
export interface MembershipEvents {
  /** The group is being dealt out anew: begin nothing more of the old share. */
  rebalancing(): void;
  /** This is our share from now on. */
  assigned(share: readonly GroupAssignment[]): void;
  /** The membership cannot go on. */
  lost(error: unknown): void;
}

/** A place in a consumer group: which partitions are ours, and what the group has committed. */
export interface Membership {
  /** Joins; the first `assigned` comes before it resolves. */
  join(): Promise<void>;
  /** Where the group goes on in partitions of ours; a partition without a committed offset is absent. */
  committed(share: readonly GroupAssignment[]): Promise<ReadonlyMap<string, readonly bigint[]>>;
  commit(offsets: readonly { topic: string; partition: number; offset: bigint }[]): Promise<void>;
  /** Leaves the group where that is possible, and closes. Never throws. */
  leave(): Promise<void>;
}

/** Makes a membership on a client of its own: a long fetch on the same connection would hold up its heartbeats. */
export function createMembership(
  options: ClientOptions,
  config: KafkaConfig,
  groupId: string,
  topics: readonly Topic[],
  events: MembershipEvents,
): Membership {
  const sessionTimeout = durationMs(config.session_timeout);
  const rebalanceTimeout = sessionTimeout * 3;
  const consumer = new Consumer({
    ...options,
    clientId: config.client_id,
    groupId,
    autocommit: false,
    sessionTimeout,
    rebalanceTimeout,
    heartbeatInterval: Math.max(200, Math.min(3_000, Math.floor(sessionTimeout / 10))),
    // The brokers answer a join only when every other member has come or is given up.
    requestTimeout: rebalanceTimeout + sessionTimeout,
    retries: 3,
    retryDelay: 250,
    strict: true,
  });
  let over = false;
  consumer.on('consumer:group:rebalance', () => events.rebalancing());
  consumer.on('consumer:group:join', ({ assignments }) => events.assigned(assignments ?? []));
  consumer.on('consumer:heartbeat:stalled', ({ lastError }) => events.lost(lastError ?? new Error('no heartbeat')));
  // A join that fails for good is told here, not to anybody who called.
  consumer.on(
    'error' as never,
    ((error: unknown) => {
      if (!over) events.lost(error);
    }) as never,
  );

  return {
    async join() {
      consumer.topics.trackAll(...topics);
      await consumer.joinGroup({});
    },
    committed: (share) => consumer.listCommittedOffsets({ topics: [...share] }),
    async commit(offsets) {
      try {
        await consumer.commit({ offsets: offsets.map((offset) => ({ ...offset, leaderEpoch: -1 })) });
      } catch (error) {
        throw busErrorOf(error, 'committing');
      }
    },
    async leave() {
      over = true;
      await closeQuietly(() => consumer.close(true));
    },
  };
}
