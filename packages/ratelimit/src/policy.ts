/**
 * Whose budget a rule counts against. `client` is the user or the token, else the address; a request without a user,
 * token or account is counted by its address where one of those is asked for.
 */
export type Partition = 'client' | 'user' | 'token' | 'address' | 'account' | 'route';

/** Where a rule differs from its policy. */
interface RuleBase {
  /** Unique within the policy; shown in the header fields. The kind by default. */
  readonly name?: string;
  /** The policy's by default. */
  readonly partition?: Partition;
}

/** At most `limit` in any `windowSeconds`: two counters, the older one weighted by what the window still covers of it. */
export interface SlidingWindow extends RuleBase {
  readonly kind: 'sliding_window';
  readonly limit: number;
  readonly windowSeconds: number;
}

/** Up to `burst` at once, refilled evenly at `rate` per `perSeconds` (the generic cell rate algorithm). */
export interface TokenBucket extends RuleBase {
  readonly kind: 'token_bucket';
  readonly rate: number;
  readonly perSeconds: number;
  readonly burst: number;
}

/** At most `limit` at the same time. A place is given back when the request ends, or 30 s after its process died. */
export interface Concurrency extends RuleBase {
  readonly kind: 'concurrency';
  readonly limit: number;
}

/** One condition of a policy. */
export type Rule = SlidingWindow | TokenBucket | Concurrency;

/** Which requests a policy is for when they do not name one. Every part that is given must fit. */
export interface PolicyMatch {
  readonly methods?: readonly string[];
  /** Route patterns; a trailing `*` stands for any end. */
  readonly routes?: readonly string[];
  /** Kinds of client. */
  readonly clients?: readonly ('anonymous' | 'user' | 'token')[];
  /** Roles of which the client holds one. */
  readonly roles?: readonly string[];
}

/** A budget of its own: traffic under other policies never uses it up. */
export interface Policy {
  /** Lower-case words with underscores; a label of metrics. */
  readonly name: string;
  readonly match?: PolicyMatch;
  readonly partition: Partition;
  /** All of them must pass. */
  readonly rules: readonly Rule[];
  /** `shadow` only counts what would have been refused. */
  readonly mode: 'enforce' | 'shadow';
  /** Whether its requests also count against the burst rule of their client; true by default. */
  readonly burst?: boolean;
}

/** The name that a rule has within its policy. */
export function ruleName(rule: Rule): string {
  return rule.name ?? rule.kind;
}
