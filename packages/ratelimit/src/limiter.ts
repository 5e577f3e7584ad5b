import { randomBytes } from 'node:crypto';
import { type Clock, steadyClock, systemClock } from '@maximus/kernel';
import { bindMetrics, type Logger, type MetricsRegistry, silentLogger } from '@maximus/observability';
import { checkPolicies } from './check-policies.ts';
import { type Decision, exceeded, headerName, limitHeaders, type RuleState, refusalOf } from './decision.ts';
import { errors } from './errors.ts';
import { ratelimitMetrics } from './metrics.ts';
import { unlimitedRoutes } from './policies.ts';
import { type Policy, type Rule, ruleName, type TokenBucket } from './policy.ts';
import { choosePolicy, partitionKey, policyChooser, type RequestFacts } from './request-facts.ts';
import { ruleLimit } from './rules/create-cell.ts';
import { limiterCounts, type Outcome, type RateLimiterStats } from './statistics.ts';
import type { Demand, Held, LimitStore, TakeAnswer, TakeRequest } from './stores/types.ts';

/** What `createLimiter` is given. */
export interface LimiterOptions {
  readonly policies: readonly Policy[];
  /** Over all policies of one client. */
  readonly burst: TokenBucket;
  /** `enforce` by default. */
  readonly burstMode?: Policy['mode'];
  readonly store: LimitStore;
  readonly logger?: Logger;
  readonly registry?: MetricsRegistry;
  /** The time of day, for `X-RateLimit-Reset`. */
  readonly clock?: Clock;
  /** Never steps. */
  readonly steady?: Clock;
}

/** Limits requests. Nothing rejects; a store that is away never means that there is no limit. */
export interface Limiter {
  /** Counts a request, or refuses it; a refused one is counted nowhere. */
  consume(facts: RequestFacts): Promise<Decision>;
  /** What `consume` would decide now; counts nothing. */
  check(facts: RequestFacts): Promise<Decision>;
  /** The state of every rule that the request would meet. */
  peek(facts: RequestFacts): Promise<readonly RuleState[]>;
  /** How many such requests would pass now: the least that any rule leaves. */
  remaining(facts: RequestFacts): Promise<number>;
  /** Starts the rules of the request's policy anew for its partitions; the burst rule too. */
  reset(facts: RequestFacts): Promise<void>;
  stats(): RateLimiterStats;
  /** Whether a policy of this name exists; the server asks for each endpoint at its start. */
  has(policy: string): boolean;
  close(): Promise<void>;
}

/** Signs of life for places in use come three times within their life of 30 s. */
const renewMs = 10_000;

interface Meeting {
  readonly demand: Demand;
  readonly name: string;
  readonly isBurst: boolean;
}

/** Rules of one request by the partition that they count against, the client's own first. */
type Groups = readonly (readonly [partition: string, meetings: readonly Meeting[]])[];

/** Builds a limiter; throws `ratelimit.bad_policy`. */
export function createLimiter(options: LimiterOptions): Limiter {
  const {
    policies,
    burst,
    burstMode = 'enforce',
    store,
    logger = silentLogger,
    clock = systemClock,
    steady = steadyClock,
  } = options;
  checkPolicies(policies);
  const names = policies.map(({ name }) => name);
  const fallback = policies.find(({ name }) => name === 'default');
  const defaultRule = fallback?.rules.find((rule) => rule.kind === 'sliding_window');
  const windowSeconds = defaultRule?.windowSeconds ?? 60;
  const counts = limiterCounts(names, windowSeconds * 1_000, steady);
  const handles = bindMetrics(ratelimitMetrics, options.registry);
  handles.ratelimit_degraded_up.collect((record) => record(store.degraded ? 1 : 0));
  for (const { name, mode } of policies) {
    for (const result of ['allowed', 'blocked', 'shadow_blocked']) {
      handles.ratelimit_decisions_total.inc({ policy: name, result, mode }, 0);
    }
  }
  const held = new Map<string, Held>();
  const renewal = setInterval(() => {
    if (held.size > 0) void store.renew([...held.values()]);
  }, renewMs);
  renewal.unref();

  const choose = policyChooser(policies, unlimitedRoutes);
  /** What every request of cost 1 meets under a policy, where all of it counts against one partition. */
  const plain = new Map(policies.map((policy) => [policy.name, plainMeetings(policy, burst, burstMode)]));

  const groupsOf = (policy: Policy, facts: RequestFacts): Groups => {
    const known = costOf(facts) === 1 ? plain.get(policy.name) : undefined;
    if (known !== undefined) return [[partitionKey(policy.partition, facts), known]];
    const groups = new Map<string, Meeting[]>();
    const add = (partition: string, meeting: Meeting): void => {
      const group = groups.get(partition);
      if (group === undefined) groups.set(partition, [meeting]);
      else group.push(meeting);
    };
    for (const [nth, rule] of policy.rules.entries()) {
      const concurrent = rule.kind === 'concurrency';
      const demand = {
        field: `${policy.name}/${ruleName(rule)}`,
        rule,
        cost: concurrent ? 1 : costOf(facts),
        mode: policy.mode,
        ...(concurrent ? { lease: randomBytes(9).toString('base64url') } : {}),
      };
      add(partitionKey(rule.partition ?? policy.partition, facts), {
        demand,
        name: headerName(policy, rule, nth),
        isBurst: false,
      });
    }
    if (policy.burst !== false) {
      const demand = { field: 'burst', rule: burst, cost: 1, mode: burstMode };
      add(partitionKey('client', facts), { demand, name: 'burst', isBurst: true });
    }
    return [...groups];
  };

  const takeGroup = async (key: string, group: readonly Meeting[], consume: boolean) => {
    const request: TakeRequest = { key, consume, demands: group.map(({ demand }) => demand) };
    const answer = await store.take(request);
    return { request, group, answer };
  };

  /** All groups or none. Only a request that meets several partitions can be refused after it was counted somewhere. */
  const takeAll = async (groups: Groups, consume: boolean) => {
    const [first] = groups;
    if (first !== undefined && groups.length === 1) return [await takeGroup(...first, consume)];
    if (!consume || groups.length > 1) {
      const looks = await Promise.all(groups.map(([key, group]) => takeGroup(key, group, false)));
      if (!consume || looks.some(({ answer }) => !answer.allowed)) return looks;
    }
    const taken: Awaited<ReturnType<typeof takeGroup>>[] = [];
    for (const [key, group] of groups) {
      const one = await takeGroup(key, group, true);
      if (!one.answer.allowed) {
        await Promise.all(taken.map(({ request, answer }) => store.giveBack(request, answer)));
        return [...taken, one];
      }
      taken.push(one);
    }
    return taken;
  };

  const decide = async (facts: RequestFacts, consume: boolean): Promise<Decision> => {
    const policy = choose(facts);
    if (policy === undefined) return unlimited;
    const { name, mode } = policy;
    const base = { policy: name, mode };
    const dear = policy.rules.find((rule) => rule.kind !== 'concurrency' && costOf(facts) > ruleLimit(rule));
    if (dear !== undefined && mode === 'enforce') {
      if (consume) note(name, mode, 'blocked', facts);
      return { ...base, ...tooDear(facts, dear), headers: {}, degraded: false, rules: [], release: nothing };
    }
    const taken = await takeAll(groupsOf(policy, facts), consume);
    const rules = taken.flatMap(({ group, answer }) => group.map((meeting, at) => stateOf(meeting, answer, at)));
    const degraded = taken.some(({ answer }) => answer.degraded);
    const refusal = refusalOf(rules, 'enforce');
    const shadow = refusalOf(rules, 'shadow');
    if (consume) {
      note(name, mode, refusal !== undefined ? 'blocked' : shadow !== undefined ? 'shadow_blocked' : 'allowed', facts);
      if (taken.some(({ answer }) => answer.from === 'overflow')) handles.ratelimit_overflows_total.inc();
    }
    const headers = limitHeaders(rules, clock.now(), degraded);
    const common = { ...base, degraded, rules, ...(shadow === undefined ? {} : { shadowReason: shadow.reason }) };
    if (refusal !== undefined) {
      const { reason, retryAfterSeconds } = refusal;
      logger.debug({ policy: name, reason, retry_after_seconds: retryAfterSeconds }, 'a request was refused');
      return {
        ...common,
        ...{ allowed: false, reason, retryAfterSeconds, release: nothing },
        error: exceeded(name, reason, retryAfterSeconds),
        headers: { ...headers, 'Retry-After': String(retryAfterSeconds) },
      };
    }
    return { ...common, allowed: true, headers, release: consume ? keepPlaces(taken) : nothing };
  };

  const keepPlaces = (taken: readonly { request: TakeRequest; answer: TakeAnswer }[]): (() => Promise<void>) => {
    const own = taken.flatMap(({ request: { key, demands }, answer }) =>
      demands.flatMap(({ field, lease }, at): Held[] =>
        lease !== undefined && answer.counted[at] === true ? [{ key, field, lease }] : [],
      ),
    );
    if (own.length === 0) return nothing;
    for (const place of own) held.set(place.lease, place);
    return async () => {
      await Promise.all(own.map((place) => (held.delete(place.lease) ? store.release(place) : undefined)));
    };
  };

  const note = (policy: string, mode: Policy['mode'], outcome: Outcome, facts: RequestFacts): void => {
    counts.add(policy, outcome, partitionKey('client', facts));
    handles.ratelimit_decisions_total.inc({ policy, result: outcome, mode });
  };

  return {
    consume: (facts) => decide(facts, true),
    check: (facts) => decide(facts, false),
    async peek(facts) {
      return (await decide({ ...facts, cost: 1 }, false)).rules;
    },
    async remaining(facts) {
      const { rules } = await decide({ ...facts, cost: 1 }, false);
      const cost = costOf(facts);
      const left = rules.map(({ rule, isBurst, verdict }) =>
        rule.kind === 'concurrency' || isBurst ? verdict.remaining : Math.floor(verdict.remaining / cost),
      );
      return left.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...left);
    },
    async reset(facts) {
      const policy = choosePolicy(policies, facts);
      if (policy === undefined) return;
      for (const [key, group] of groupsOf(policy, facts)) {
        await store.reset(
          key,
          group.map(({ demand }) => demand),
        );
      }
    },
    stats: () => ({
      ...counts.show(),
      default_limit: defaultRule?.limit ?? 0,
      window_seconds: windowSeconds,
      burst_limit: burst.burst,
      store: store.kind,
      degraded: store.degraded,
    }),
    has: (policy) => names.includes(policy),
    async close() {
      clearInterval(renewal);
      await Promise.all([...held.values()].map((place) => store.release(place)));
      held.clear();
      await store.close();
    },
  };
}

/** The rules of a policy that need nothing of their own per request; `undefined` where one does. */
function plainMeetings(policy: Policy, burst: TokenBucket, burstMode: Policy['mode']): readonly Meeting[] | undefined {
  const { name: policyName, partition, mode } = policy;
  const isPlain = policy.rules.every(
    (rule) => rule.kind !== 'concurrency' && (rule.partition ?? partition) === partition,
  );
  if (!isPlain || (policy.burst !== false && partition !== 'client')) return undefined;
  const meetings = policy.rules.map((rule, nth): Meeting => {
    const demand = { field: `${policyName}/${ruleName(rule)}`, rule, cost: 1, mode };
    return { demand, name: headerName(policy, rule, nth), isBurst: false };
  });
  if (policy.burst !== false) {
    meetings.push({ demand: { field: 'burst', rule: burst, cost: 1, mode: burstMode }, name: 'burst', isBurst: true });
  }
  return meetings;
}

const nothing = async (): Promise<void> => undefined;
const unlimited: Decision = {
  ...{ allowed: true, policy: 'none', mode: 'enforce', headers: {}, degraded: false, rules: [] },
  release: nothing,
};

/** A whole number of at least 1, whatever was given. */
function costOf({ cost = 1 }: RequestFacts): number {
  return Number.isFinite(cost) ? Math.max(1, Math.ceil(cost)) : Number.MAX_SAFE_INTEGER;
}

function tooDear(facts: RequestFacts, rule: Rule) {
  const error = errors.cost_too_high(
    `the request counts ${costOf(facts)} and at most ${ruleLimit(rule)} are ever allowed`,
  );
  return { allowed: false, error };
}

function stateOf({ demand, name, isBurst }: Meeting, answer: TakeAnswer, at: number): RuleState {
  const verdict = answer.verdicts[at] ?? { allowed: false, remaining: 0, resetUs: 0, retryUs: 0 };
  const used = answer.counted[at] === true ? demand.cost : 0;
  const remaining = Math.max(0, verdict.remaining - used);
  return { name, rule: demand.rule, isBurst, mode: demand.mode, verdict, remaining };
}
