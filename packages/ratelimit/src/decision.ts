import type { AppError } from '@maximus/kernel';
import { errors } from './errors.ts';
import { type Policy, type Rule, ruleName } from './policy.ts';
import type { Verdict } from './rules/cell.ts';
import { ruleLimit } from './rules/create-cell.ts';

/** Why a request was refused. */
export type Reason = 'rate_limit_exceeded' | 'burst_limit_exceeded' | 'concurrency_limit_exceeded';

/** One rule after it was judged. */
export interface RuleState {
  /** Shown in the header fields. */
  readonly name: string;
  readonly rule: Rule;
  readonly isBurst: boolean;
  /** `shadow`: it refuses nobody. */
  readonly mode: Policy['mode'];
  readonly verdict: Verdict;
  /** What is left after this request. */
  readonly remaining: number;
}

/** What becomes of a request. */
export interface Decision {
  readonly allowed: boolean;
  /** Why not: `ratelimit.exceeded` (429), or `ratelimit.cost_too_high` (422) that no waiting helps. */
  readonly error?: AppError;
  readonly policy: string;
  readonly mode: Policy['mode'];
  readonly reason?: Reason;
  /** What a shadow policy would have said. */
  readonly shadowReason?: Reason;
  /** Whole seconds, at least 1; only when refused with 429. */
  readonly retryAfterSeconds?: number;
  /** To be set on the answer, whatever the answer is; empty for a route that is not limited. */
  readonly headers: Readonly<Record<string, string>>;
  /** Redis is away and a local share of the limits decided. */
  readonly degraded: boolean;
  readonly rules: readonly RuleState[];
  /** Gives back the places of concurrency rules. To be called once the request has ended, allowed or not; idempotent. */
  release(): Promise<void>;
}

/** The name of a rule in the header fields: the policy's for its first rule, and longer ones for the others. */
export function headerName(policy: Policy, rule: Rule, nth: number): string {
  return nth === 0 ? policy.name : `${policy.name}-${ruleName(rule)}`;
}

/**
 * The header fields of platform.md §3: `X-RateLimit-*` of the rule nearest to its end, and all rules in the fields of the
 * IETF draft (draft-ietf-httpapi-ratelimit-headers). `nowMs` is the time of day.
 */
export function limitHeaders(rules: readonly RuleState[], nowMs: number, degraded: boolean): Record<string, string> {
  const nearest = nearestRule(rules);
  if (nearest === undefined) return {};
  const resetMs = nowMs + Math.max(nearest.verdict.resetUs, nearest.verdict.retryUs) / 1_000;
  return {
    'X-RateLimit-Limit': String(ruleLimit(nearest.rule)),
    'X-RateLimit-Remaining': String(nearest.remaining),
    'X-RateLimit-Reset': String(Math.ceil(resetMs / 1_000)),
    'RateLimit-Policy': rules.map(({ name, rule }) => `"${name}"${policyParameters(rule)}`).join(', '),
    RateLimit: rules.map((state) => `"${state.name}"${stateParameters(state)}`).join(', '),
    ...(degraded ? { 'X-RateLimit-Degraded': 'true' } : {}),
  };
}

/** A rule that refuses before one that does not; then the one with the smallest part left. */
function nearestRule(rules: readonly RuleState[]): RuleState | undefined {
  let nearest: RuleState | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const state of rules) {
    const { rule, verdict, remaining } = state;
    // Places in use say nothing about the requests to come, unless they are why this one is refused.
    if (rule.kind === 'concurrency' && verdict.allowed) continue;
    const part = (verdict.allowed ? 1 : 0) + remaining / ruleLimit(rule);
    if (part < least) [nearest, least] = [state, part];
  }
  return nearest ?? rules[0];
}

/** By rule, since rules do not change while a process runs. */
const knownParameters = new WeakMap<Rule, string>();

function policyParameters(rule: Rule): string {
  const known = knownParameters.get(rule);
  if (known !== undefined) return known;
  const text = parametersOf(rule);
  knownParameters.set(rule, text);
  return text;
}

function parametersOf(rule: Rule): string {
  switch (rule.kind) {
    case 'sliding_window':
      return `;q=${rule.limit};w=${rule.windowSeconds}`;
    case 'token_bucket':
      return `;q=${rule.burst};w=${Math.max(1, Math.round((rule.burst / rule.rate) * rule.perSeconds))}`;
    case 'concurrency':
      return `;q=${rule.limit};qu="concurrent-requests"`;
  }
}

function stateParameters({ rule, verdict, remaining }: RuleState): string {
  const waitUs = Math.max(verdict.resetUs, verdict.retryUs);
  return rule.kind === 'concurrency' ? `;r=${remaining}` : `;r=${remaining};t=${Math.ceil(waitUs / 1_000_000)}`;
}

/** What refuses: the enforced rules, or those in shadow, that did not pass. */
export function refusalOf(
  rules: readonly RuleState[],
  mode: Policy['mode'],
): { reason: Reason; retryAfterSeconds: number } | undefined {
  if (rules.every(({ verdict }) => verdict.allowed)) return undefined;
  const refusing = rules.filter((state) => state.mode === mode && !state.verdict.allowed);
  const [first] = refusing;
  if (first === undefined) return undefined;
  // The one that takes longest decides when it is worth coming back.
  const slowest = refusing.reduce((one, other) => (other.verdict.retryUs > one.verdict.retryUs ? other : one), first);
  return {
    reason: reasonOf(slowest),
    retryAfterSeconds: Math.max(1, Math.ceil(slowest.verdict.retryUs / 1_000_000)),
  };
}

function reasonOf({ isBurst, rule }: RuleState): Reason {
  if (isBurst) return 'burst_limit_exceeded';
  return rule.kind === 'concurrency' ? 'concurrency_limit_exceeded' : 'rate_limit_exceeded';
}

const saying: Readonly<Record<Reason, string>> = {
  rate_limit_exceeded: 'too many requests',
  burst_limit_exceeded: 'too many requests at once',
  concurrency_limit_exceeded: 'too many requests at the same time',
};

/** The error of a refused request; `problemOf` turns its details into the members of the problem. */
export function exceeded(policy: string, reason: Reason, retryAfterSeconds: number): AppError {
  const text = `${saying[reason]}: try again in ${retryAfterSeconds} s`;
  return errors.exceeded(text, { reason, policy, retryAfterSeconds });
}
