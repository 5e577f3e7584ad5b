import type { Clock } from '@maximus/kernel';

/** What `GET /metrics/rate-limiter` answers: this process, since its start (platform.md §3). */
export interface RateLimiterStats {
  readonly total_hits: number;
  readonly total_blocks: number;
  /** Blocks of all hits, 0–1. */
  readonly block_rate: number;
  /** Clients seen within the last one to two windows of the default policy. */
  readonly active_clients: number;
  readonly default_limit: number;
  readonly window_seconds: number;
  readonly burst_limit: number;
  readonly store: 'memory' | 'redis';
  readonly degraded: boolean;
  readonly per_policy: Readonly<Record<string, PolicyStats>>;
}

/** Counters of one policy. */
export interface PolicyStats {
  readonly hits: number;
  readonly blocks: number;
  readonly shadow_blocks: number;
}

/** What is counted of one decision. */
export type Outcome = 'allowed' | 'blocked' | 'shadow_blocked';

/** Counts decisions. */
export interface LimiterCounts {
  add(policy: string, outcome: Outcome, client: string): void;
  show(): Pick<RateLimiterStats, 'total_hits' | 'total_blocks' | 'block_rate' | 'active_clients' | 'per_policy'>;
}

const maxClients = 100_000;

/** Counters at zero for each policy. */
export function limiterCounts(policies: readonly string[], windowMs: number, clock: Clock): LimiterCounts {
  const counts = new Map(policies.map((name) => [name, { hits: 0, blocks: 0, shadow_blocks: 0 }]));
  let window = 0;
  let now = new Set<string>();
  let before = new Set<string>();
  const turn = (): void => {
    const current = Math.floor(clock.now() / windowMs);
    if (current === window) return;
    before = current === window + 1 ? now : new Set();
    now = new Set();
    window = current;
  };
  return {
    add(policy, outcome, client) {
      turn();
      if (now.size < maxClients) now.add(client);
      const count = counts.get(policy);
      if (count === undefined) return;
      count.hits += 1;
      if (outcome === 'blocked') count.blocks += 1;
      if (outcome === 'shadow_blocked') count.shadow_blocks += 1;
    },
    show() {
      turn();
      const all = [...counts.values()];
      const hits = all.reduce((sum, count) => sum + count.hits, 0);
      const blocks = all.reduce((sum, count) => sum + count.blocks, 0);
      return {
        total_hits: hits,
        total_blocks: blocks,
        block_rate: hits === 0 ? 0 : blocks / hits,
        active_clients: now.union(before).size,
        per_policy: Object.fromEntries([...counts].map(([name, count]) => [name, { ...count }])),
      };
    },
  };
}
