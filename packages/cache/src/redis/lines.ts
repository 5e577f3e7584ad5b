import { Cluster, type Redis } from 'ioredis';
import { within } from './failures.ts';
import { keySlot } from './key-slot.ts';
import { type Link, openLine } from './link.ts';
import type { RedisSettings } from './settings.ts';

/** What a connection for subscriptions tells. */
export interface LineEvents {
  message(channel: string, text: string): void;
  /** Some of its channels have moved to another server; which ones is not said. */
  moved(): void;
  ended(): void;
}

/** One open connection for subscriptions. */
export interface Line {
  subscribe(channel: string): Promise<void>;
  unsubscribe(channel: string): Promise<void>;
  close(): void;
}

/** Where channels are served: by one server, or in a cluster by the master of their hash slot (sharded pub/sub). */
export interface Lines {
  /** The name of the line that serves a channel; `undefined` while nobody knows. */
  of(channel: string): string | undefined;
  open(line: string, events: LineEvents): Promise<Line>;
  /** Asks the cluster again who serves which slot. */
  refresh(): Promise<void>;
}

/** The lines of a topology. `sharded` may change once the version of the servers is known. */
export function linesOf(settings: RedisSettings, link: Link, sharded: () => boolean): Lines {
  const limitMs = settings.commandTimeoutMs;
  return {
    of(channel) {
      if (!(link instanceof Cluster)) return 'server';
      return link.slots[sharded() ? keySlot(channel) : 0]?.[0];
    },
    async open(line, events) {
      const connection = openLine(settings, line === 'server' ? undefined : addressOf(line));
      try {
        await within(connection.connect(), settings.connectTimeoutMs);
      } catch (error) {
        connection.disconnect();
        throw error;
      }
      return wrap(connection, link instanceof Cluster && sharded(), events, limitMs);
    },
    refresh: () =>
      link instanceof Cluster
        ? within(new Promise<void>((resolve) => link.refreshSlotsCache(() => resolve())), limitMs)
        : Promise.resolve(),
  };
}

function addressOf(line: string): { host: string; port: number } {
  const colon = line.lastIndexOf(':');
  return { host: line.slice(0, colon), port: Number(line.slice(colon + 1)) };
}

function wrap(connection: Redis, sharded: boolean, events: LineEvents, limitMs: number): Line {
  connection.on(sharded ? 'smessage' : 'message', events.message);
  connection.on('moved', events.moved);
  connection.once('end', events.ended);
  return {
    async subscribe(channel) {
      await within(sharded ? connection.ssubscribe(channel) : connection.subscribe(channel), limitMs);
    },
    async unsubscribe(channel) {
      await within(sharded ? connection.sunsubscribe(channel) : connection.unsubscribe(channel), limitMs);
    },
    close() {
      connection.off('end', events.ended);
      connection.disconnect();
    },
  };
}
