import type { Link } from './link.ts';

/** Commands in flight on every open lane at which one more is opened. */
const crowded = 512;
/** Connections that are not lanes: subscriptions, and what the client opens to learn the slots of a cluster. */
const reserved = 3;

/**
 * Spreads commands over connections. One carries far more than a process sends; a second one is opened only when large
 * answers hold up so many commands that they queue behind each other, up to the setting's number per server.
 */
export interface Lanes {
  /** The lane that is never closed; its events tell whether Redis can be reached. */
  readonly first: Link;
  readonly count: number;
  run<T>(command: (link: Link) => Promise<T>): Promise<T>;
  close(): void;
}

/** Opens the first lane. */
export function openLanes(open: () => Link, maxConnections: number): Lanes {
  const first = open();
  const lanes = [{ link: first, pending: 0 }];
  const most = Math.max(1, maxConnections - reserved);
  const pick = () => {
    let best = lanes[0];
    for (const lane of lanes) {
      if (lane.link.status === 'ready' && (best === undefined || lane.pending < best.pending)) best = lane;
    }
    // One at a time: while a new lane connects, it is what the crowd waits for.
    const mayOpen = lanes.length < most && lanes.every(({ link }) => link.status === 'ready');
    if (best !== undefined && best.pending >= crowded && mayOpen) lanes.push({ link: open(), pending: 0 });
    return best ?? { link: first, pending: 0 };
  };
  return {
    first,
    get count() {
      return lanes.length;
    },
    async run(command) {
      const lane = pick();
      lane.pending += 1;
      try {
        return await command(lane.link);
      } finally {
        lane.pending -= 1;
      }
    },
    close: () => {
      for (const { link } of lanes) link.disconnect();
    },
  };
}
