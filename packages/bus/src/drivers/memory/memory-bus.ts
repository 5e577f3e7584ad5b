import type { Bus, BusFault, BusMessage, SubscriptionHealth } from '../../bus.ts';
import { checkSizes } from '../../check-sizes.ts';
import { createSubscriber, faultOf } from '../../consumption/subscriber.ts';
import { errors } from '../../errors.ts';
import type { DriverNeeds } from '../types.ts';
import { createGroup, type Group } from './group.ts';

/** A bus whose `publish` resolves when every group has settled the events. */
export function createMemoryBus(needs: DriverNeeds): Bus {
  const groups = new Map<string, Group>();
  const session = new AbortController();
  let closed = false;
  let lastError: BusFault | undefined;

  async function deliver({ topic, key, envelope, headers }: BusMessage): Promise<void> {
    const record = { topic, key, value: envelope, headers, writtenAtMs: needs.clock.now() };
    const takers = [...groups.values()].filter((group) => group.takes(topic));
    const tries = takers.map(() => Promise.withResolvers<void>());
    const all = Promise.all(tries.map(({ promise }) => promise));
    const ends = await Promise.allSettled(
      takers.map((group, at) => group.deliver(record, session.signal, { over: () => tries[at]?.resolve(), all })),
    );
    for (const { name, members } of takers) {
      if (members.every(({ inHand }) => inHand === 0)) needs.metrics.bus_lag_seconds.set({ topic, group: name }, 0);
    }
    const failed = ends.find((end) => end.status === 'rejected');
    needs.metrics.bus_published_total.inc({ topic, result: failed === undefined ? 'ok' : 'failed' });
    if (failed !== undefined) throw failed.reason;
  }

  return {
    acknowledges: 'handled',
    async publish(messages) {
      checkSizes(messages);
      if (closed) throw errors.closed('the bus is closed');
      // Begun in order and in one turn: the lanes keep the order per key from here on.
      const ends = await Promise.allSettled(messages.map(deliver));
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed === undefined) return;
      lastError = faultOf(failed.reason, needs.clock);
      throw failed.reason;
    },
    // Delivery within the process is all there is.
    echo: () => undefined,
    async subscribe(subscription) {
      if (closed) throw errors.closed('the bus is closed');
      const member = createSubscriber(subscription, needs);
      const group = groups.get(subscription.group) ?? createGroup(subscription.group);
      groups.set(subscription.group, group);
      group.add(member);
      return {
        async stop(deadline) {
          group.remove(member);
          await member.stop(deadline);
        },
      };
    },
    health: () => ({
      driver: 'memory',
      connected: !closed,
      subscriptions: [...groups.values()].flatMap(({ members }) =>
        members.map(({ subscription: { group }, halted, inHand }): SubscriptionHealth => {
          const state = halted === undefined ? 'running' : 'halted';
          return { group, state, lag: inHand, inHand, ...(halted === undefined ? {} : { lastError: halted }) };
        }),
      ),
      ...(lastError === undefined ? {} : { lastError }),
    }),
    onConnection: () => () => undefined,
    async close(deadline) {
      if (closed) return;
      closed = true;
      const members = [...groups.values()].flatMap((group) => [...group.members]);
      await Promise.all(members.map((member) => member.stop(deadline)));
      session.abort();
    },
  };
}
