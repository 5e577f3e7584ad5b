import type { Result } from '@maximus/kernel';

/** How the servers are arranged; `memory` when no Redis is configured at all. */
export type Topology = 'standalone' | 'sentinel' | 'cluster' | 'memory';

/** Whether Redis answers. `down` also when none is configured. */
export type RedisState = 'up' | 'down';

/** What a script answers: Redis' integers, texts, nil and lists of them (RESP2 shapes). */
export type ScriptReply = string | number | null | readonly ScriptReply[];

/** A Lua script. It names every key it touches in `keys`, and all of them carry one hash tag. */
export interface RedisScript {
  /** For errors and statistics, `ratelimit.consume`. */
  readonly name: string;
  readonly source: string;
}

/** What a subscriber is told. Neither function may throw. */
export interface ChannelListener {
  message(text: string): void;
  /**
   * Messages may have been lost: the connection broke and has just been restored, or Redis came back after an outage.
   * Pub/sub never repeats; whoever needs all of them reads its history now.
   */
  gap?(): void;
}

/** One subscription of one listener. */
export interface Subscription {
  /** Idempotent; the channel leaves the server with its last listener. */
  close(): Promise<void>;
}

/** How long a value lives. */
export interface SetOptions {
  /** Milliseconds, at least 1; absent means that it stays until it is pushed out. */
  readonly ttlMs?: number;
}

/** What the health page says of Redis (platform.md §7). */
export interface RedisHealth {
  readonly state: 'ok' | 'fail' | 'unknown' | 'fallback';
  readonly topology: Topology;
  /** In cluster: state ok, 16,384 slots assigned and none failed. Without Redis configured: true. */
  readonly healthy: boolean;
  readonly nodes: number;
  readonly masters: number;
  readonly replicas: number;
  /** Only in cluster. */
  readonly slots?: { readonly assigned: number; readonly ok: number; readonly pfail: number; readonly fail: number };
  /** Milliseconds of one PING; absent when it was not answered. */
  readonly latencyMs?: number;
  readonly detail?: string;
}

/** Counters since the start of the process. */
export interface RedisStats {
  readonly hits: number;
  readonly misses: number;
  readonly sets: number;
  readonly deletes: number;
  readonly errors: number;
  readonly reconnects: number;
  /** Seconds spent without Redis, the present outage included. */
  readonly fallbackSeconds: number;
}

/** One server, as `INFO` describes it. */
export interface RedisNodeInfo {
  /** `host:port`. */
  readonly address: string;
  readonly role: 'master' | 'replica' | 'unknown';
  readonly version: string;
  readonly uptimeSeconds: number;
  readonly usedMemoryBytes: number;
  readonly connectedClients: number;
}

/** Every server that can be reached. */
export interface RedisInfo {
  readonly topology: Topology;
  readonly nodes: readonly RedisNodeInfo[];
}

/**
 * Redis in any topology, with local memory in its place while it is away (platform.md §7). Key and channel names are
 * given without the prefix of the settings. No operation rejects; each answers within one command time-out.
 *
 * While Redis is away, values and counters are local to this process, bounded, and dropped when it returns; published
 * messages reach the listeners of this process only. When a command failed after it was sent, the local answer is given
 * all the same: a counter may then count twice and a listener of this process may get a message twice, never less.
 */
export interface RedisClient {
  readonly topology: Topology;
  readonly state: RedisState;
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, options?: SetOptions): Promise<void>;
  /** How many of the keys existed. */
  delete(...keys: readonly string[]): Promise<number>;
  /** In the order of the keys; asked per hash slot in a cluster. */
  mget(keys: readonly string[]): Promise<readonly (string | undefined)[]>;
  exists(key: string): Promise<boolean>;
  /** Adds `by` (1 by default) and answers the sum. The time-to-live is set when the counter is made. */
  incr(key: string, options?: { readonly by?: number; readonly ttlMs?: number }): Promise<number>;
  /**
   * Runs a script (EVALSHA, then EVAL when the server does not know it). Scripts have no local stand-in: while Redis is
   * away the answer is a failure `cache.redis_away`; `cache.script_failed` when the script itself failed, and
   * `cache.keys_across_slots` when the keys do not share a hash slot.
   */
  eval(script: RedisScript, keys: readonly string[], args: readonly (string | number)[]): Promise<Result<ScriptReply>>;
  /** At most once. In a cluster sharded: it stays on the shard of the channel's hash tag where the server can do so. */
  publish(channel: string, message: string): Promise<void>;
  /** Resolves once the server has confirmed, or at once while Redis is away; restored by itself after an outage. */
  subscribe(channel: string, listener: ChannelListener): Promise<Subscription>;
  /** Told on every change, in order; returns how to stop listening. `up` comes after the subscriptions are restored. */
  onState(listener: (state: RedisState) => void): () => void;
  getHealth(): Promise<RedisHealth>;
  getStats(): RedisStats;
  getInfo(): Promise<RedisInfo>;
  close(): Promise<void>;
}
