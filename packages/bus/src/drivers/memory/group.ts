import type { Topic } from '@maximus/contracts';
import { createLanes } from '../../consumption/lanes.ts';
import type { BusRecord } from '../../consumption/record.ts';
import type { Subscriber } from '../../consumption/subscriber.ts';
import { errors } from '../../errors.ts';

/** What the groups that one record goes to know of each other. */
export interface Tries {
  /** This group has handled the record or refused it. */
  over(): void;
  /** Resolves when every group has: the record, refused by one of them, is given out again after that and not before. */
  readonly all: Promise<unknown>;
}

/** The members of one consumer group within this process. */
export interface Group {
  readonly name: string;
  readonly members: readonly Subscriber[];
  add(member: Subscriber): void;
  remove(member: Subscriber): void;
  /** Whether the group ever took this topic: it then waits for events of it, also while it has no member. */
  takes(topic: Topic): boolean;
  /**
   * Has one member settle the record, after the earlier ones of its key. Throws `bus.stopped` when no member can; what
   * waits behind it in its lane is refused with it.
   */
  deliver(record: BusRecord, session: AbortSignal, tries: Tries): Promise<void>;
}

/** An empty group. */
export function createGroup(name: string): Group {
  const members: Subscriber[] = [];
  const topics = new Set<Topic>();
  // One set of lanes for all members: order per key holds although members come and go.
  const lanes = createLanes();

  async function settle(record: BusRecord, session: AbortSignal): Promise<void> {
    for (;;) {
      const takers = members.filter(({ subscription }) => subscription.topics.includes(record.topic));
      const taker = takers[hashOf(record.key) % Math.max(1, takers.length)];
      if (taker === undefined || session.aborted) {
        throw errors.stopped(`no consumer of ${name} takes events of ${record.topic} now`, { group: name });
      }
      if ((await taker.accept(record, session)) === 'settled') return;
    }
  }

  return {
    name,
    members,
    add(member) {
      members.push(member);
      for (const topic of member.subscription.topics) topics.add(topic);
    },
    remove(member) {
      const at = members.indexOf(member);
      if (at !== -1) members.splice(at, 1);
    },
    takes: (topic) => topics.has(topic),
    deliver: (record, session, tries) =>
      lanes
        .run(`${record.topic}\n${record.key}`, async () => {
          try {
            await settle(record, session);
          } catch (error) {
            tries.over();
            // It holds its lane until it can come again: a rest that ends before would let a later event overtake it.
            await tries.all;
            throw error;
          }
        })
        .finally(tries.over),
  };
}

/** FNV-1a over UTF-16 units: spreads keys over members, nothing more. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  return hash;
}
