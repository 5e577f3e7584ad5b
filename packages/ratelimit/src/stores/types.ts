import type { Policy, Rule } from '../policy.ts';
import type { Verdict } from '../rules/cell.ts';

/** One rule as it is asked of a store. */
export interface Demand {
  /** Names the rule's state within its key: `policy/rule`. */
  readonly field: string;
  readonly rule: Rule;
  readonly cost: number;
  /** A rule in shadow never refuses; when it would have, it is not counted either. */
  readonly mode: Policy['mode'];
  /** Names the place that a concurrency rule gives. */
  readonly lease?: string;
}

/** All rules of one request that count against one partition, decided in one step. */
export interface TakeRequest {
  /** The partition. */
  readonly key: string;
  readonly demands: readonly Demand[];
  /** `false`: only look. */
  readonly consume: boolean;
}

/** What a store decided. */
export interface TakeAnswer {
  /** Per demand, in order. */
  readonly verdicts: readonly Verdict[];
  /** Whether every enforced rule passed. */
  readonly allowed: boolean;
  /** Per demand: whether it was counted. */
  readonly counted: readonly boolean[];
  readonly nowUs: number;
  /** Redis is away and a local share decided. */
  readonly degraded: boolean;
  /** The state is shared with other keys because the store was full, or the answer is a recent refusal. */
  readonly from: 'store' | 'overflow' | 'recent';
}

/** A place that is held. */
export interface Held {
  readonly key: string;
  readonly field: string;
  readonly lease: string;
}

/** Where the counters are. Nothing rejects. */
export interface LimitStore {
  readonly kind: 'memory' | 'redis';
  readonly degraded: boolean;
  /** All rules or none: a refused request is counted by no enforced rule. */
  take(request: TakeRequest): Promise<TakeAnswer>;
  /** Undoes a take, because another partition of the same request refused. */
  giveBack(request: TakeRequest, answer: TakeAnswer): Promise<void>;
  release(held: Held): Promise<void>;
  /** A sign of life for places that are still in use. */
  renew(held: readonly Held[]): Promise<void>;
  /** Starts the named states of a partition anew. */
  reset(key: string, states: readonly Pick<Demand, 'field' | 'rule'>[]): Promise<void>;
  close(): Promise<void>;
}

/** What is decided when the rules of a request have been judged. */
export function settleVerdicts(
  verdicts: readonly Verdict[],
  demands: readonly Demand[],
  consume: boolean,
): { allowed: boolean; counted: readonly boolean[] } {
  const passes = (at: number) => verdicts[at]?.allowed === true;
  const allowed = demands.every((demand, at) => demand.mode === 'shadow' || passes(at));
  const allPass = demands.every((_, at) => passes(at));
  const counted = demands.map(({ mode }) => consume && (mode === 'shadow' ? allPass : allowed));
  return { allowed, counted };
}
