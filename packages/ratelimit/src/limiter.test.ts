import { frozenClock } from '@maximus/kernel';
import { createMetricsRegistry, type MetricsRegistry } from '@maximus/observability';
import { afterEach, describe, expect, it } from 'vitest';
import { createLimiter, type Limiter, type LimiterOptions } from './limiter.ts';
import { burstRule, defaultPolicies } from './policies.ts';
import type { Policy } from './policy.ts';
import type { RequestFacts } from './request-facts.ts';
import { memoryStore } from './stores/memory-store.ts';

const today = Date.parse('2026-03-01T12:00:00Z');
const opened: Limiter[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((limiter) => limiter.close()));
});

/** A limiter whose time stands still until it is moved. */
function open(options: Partial<LimiterOptions> = {}) {
  let nowMs = today;
  const steady = { now: () => nowMs };
  const limiter = createLimiter({
    policies: defaultPolicies({ defaultLimit: 100, windowSeconds: 60 }),
    burst: burstRule(100, 1.5),
    store: memoryStore({ clock: steady }),
    clock: steady,
    steady,
    ...options,
  });
  opened.push(limiter);
  return {
    limiter,
    wait: (ms: number) => {
      nowMs += ms;
    },
  };
}

const facts = (more: Partial<RequestFacts> = {}): RequestFacts => ({
  method: 'POST',
  route: '/api/things',
  client: { kind: 'user', id: 'usr_1' },
  address: '192.0.2.1',
  ...more,
});

async function times(count: number, ask: () => ReturnType<Limiter['consume']>) {
  const decisions = [];
  for (let nth = 0; nth < count; nth += 1) decisions.push(await ask());
  return decisions;
}

const allowed = (decisions: readonly { allowed: boolean }[]) => decisions.filter((one) => one.allowed).length;

describe('the table of policies', () => {
  it.each([
    ['default', facts(), 100],
    ['insights_generate', facts({ route: '/api/insights/generate' }), 10],
    ['patterns_detect', facts({ route: '/api/patterns/detect' }), 30],
    ['playbooks_generate', facts({ route: '/api/playbooks/generate' }), 20],
    ['session_reads', facts({ method: 'GET' }), 600],
    ['login', facts({ policy: 'login', client: { kind: 'anonymous' } }), 10],
    ['bom_upload', facts({ policy: 'bom_upload' }), 300],
    ['compatible_reads', facts({ policy: 'compatible_reads' }), 6_000],
    ['remediate', facts({ policy: 'remediate' }), 20],
    ['bas_start', facts({ policy: 'bas_start' }), 10],
    ['restart', facts({ policy: 'restart' }), 3],
  ])('%s', async (name, request, limit) => {
    const { limiter } = open();
    const decision = await limiter.consume(request);
    expect(decision).toMatchObject({ allowed: true, policy: name });
    expect(decision.rules[0]!.remaining).toBe(limit - 1);
    expect(limiter.has(name)).toBe(true);
  });

  it('a token reads under the default policy, a page session under its own', async () => {
    const { limiter } = open();
    const token = facts({ method: 'GET', client: { kind: 'token', id: 'tok_1' } });
    expect((await limiter.consume(token)).policy).toBe('default');
    expect((await limiter.consume(facts({ method: 'GET', policy: 'default' }))).policy).toBe('session_reads');
  });

  it('a name that does not exist gets the default, never no limit', async () => {
    const { limiter } = open();
    expect((await limiter.consume(facts({ policy: 'nonsense' }))).policy).toBe('default');
    expect(limiter.has('nonsense')).toBe(false);
  });

  it.each(['/health', '/ready', '/live', '/metrics', '/api/docs', '/api/openapi.json', '/assets/app.js'])(
    '%s is never limited',
    async (route) => {
      const { limiter } = open();
      const decisions = await times(500, () => limiter.consume(facts({ method: 'GET', route })));
      expect(allowed(decisions)).toBe(500);
      expect(decisions[0]!.headers).toEqual({});
      expect(limiter.stats().total_hits).toBe(0);
    },
  );

  it('refuses lists that cannot work', () => {
    const rule = { kind: 'sliding_window', limit: 1, windowSeconds: 1 } as const;
    const policy = (more: Partial<Policy>): Policy => ({
      ...{ name: 'default', partition: 'client', rules: [rule], mode: 'enforce' },
      ...more,
    });
    const bad: readonly (readonly Policy[])[] = [
      [],
      [policy({ name: 'other' })],
      [policy({}), policy({})],
      [policy({ name: 'No Name' })],
      [policy({ rules: [] })],
      [policy({ rules: [rule, rule] })],
      [policy({ rules: [{ ...rule, limit: 0 }] })],
      [policy({ rules: [{ ...rule, limit: 1.5 }] })],
      [policy({ rules: [{ ...rule, name: 'a/b' }] })],
      [policy({ rules: [{ kind: 'token_bucket', rate: Number.NaN, perSeconds: 1, burst: 1 }] })],
    ];
    for (const policies of bad) expect(() => open({ policies }), JSON.stringify(policies)).toThrow(/policy/);
  });
});

describe('sustained limit and burst', () => {
  it('100 in a minute, then no more, then again', async () => {
    const { limiter, wait } = open();
    const decisions = [];
    for (let nth = 0; nth < 120; nth += 1) {
      decisions.push(await limiter.consume(facts()));
      wait(100);
    }
    expect(allowed(decisions)).toBe(100);
    const refused = decisions.at(-1)!;
    expect(refused).toMatchObject({ reason: 'rate_limit_exceeded', policy: 'default' });
    expect(refused.error).toMatchObject({ code: 'ratelimit.exceeded', http: 429 });
    wait(refused.retryAfterSeconds! * 1_000);
    expect((await limiter.consume(facts())).allowed).toBe(true);
  });

  it('the burst counts all requests of one client together, whatever their policy', async () => {
    const { limiter, wait } = open();
    const reads = facts({ method: 'GET' });
    expect(allowed(await times(100, () => limiter.consume(reads)))).toBe(100);
    expect(allowed(await times(50, () => limiter.consume(facts({ policy: 'bom_upload' }))))).toBe(8);
    expect(allowed(await times(60, () => limiter.consume(reads)))).toBe(42);
    const refused = await limiter.consume(reads);
    expect(refused).toMatchObject({ allowed: false, reason: 'burst_limit_exceeded', retryAfterSeconds: 1 });
    const other = facts({ method: 'GET', client: { kind: 'user', id: 'usr_2' } });
    expect((await limiter.consume(other)).allowed).toBe(true);
    wait(1_000);
    expect(allowed(await times(200, () => limiter.consume(reads)))).toBe(150);
  });

  it('what is refused is counted nowhere', async () => {
    const { limiter } = open();
    const insights = facts({ route: '/api/insights/generate' });
    const first = await times(2, () => limiter.consume(insights));
    const refused = await times(50, () => limiter.consume(insights));
    expect(refused.every(({ reason }) => reason === 'concurrency_limit_exceeded')).toBe(true);
    await Promise.all(first.map((decision) => decision.release()));
    const look = await limiter.peek(insights);
    expect(look.map(({ name, verdict }) => [name, verdict.remaining])).toEqual([
      ['insights_generate', 8],
      ['insights_generate-concurrency', 2],
      ['burst', 148],
    ]);
  });

  it('each policy has a budget of its own', async () => {
    const { limiter } = open();
    await times(120, () => limiter.consume(facts()));
    expect((await limiter.consume(facts({ policy: 'remediate' }))).allowed).toBe(true);
  });

  it('places are given back once, and only those that were given', async () => {
    const { limiter } = open();
    const insights = facts({ route: '/api/insights/generate' });
    const [first, second] = await times(2, () => limiter.consume(insights));
    await first!.release();
    await first!.release();
    const third = await limiter.consume(insights);
    expect(third.allowed).toBe(true);
    const refused = await limiter.consume(insights);
    expect(refused.allowed).toBe(false);
    await refused.release();
    expect((await limiter.consume(insights)).allowed).toBe(false);
    await second!.release();
    expect((await limiter.consume(insights)).allowed).toBe(true);
  });
});

describe('what a request costs', () => {
  it('counts its items against the policy and one against the burst', async () => {
    const { limiter } = open();
    const decision = await limiter.consume(facts({ policy: 'compatible_reads', cost: 1_000 }));
    expect(decision.rules.map(({ name, remaining }) => [name, remaining])).toEqual([
      ['compatible_reads', 5_000],
      ['burst', 149],
    ]);
    expect(await limiter.remaining(facts({ policy: 'compatible_reads', cost: 1_000 }))).toBe(5);
  });

  it('above the limit it is 422, and not an endless 429', async () => {
    const { limiter } = open();
    for (const cost of [101, Number.POSITIVE_INFINITY, Number.NaN]) {
      const decision = await limiter.consume(facts({ cost }));
      expect(decision).toMatchObject({ allowed: false, headers: {} });
      expect(decision.error).toMatchObject({ code: 'ratelimit.cost_too_high', http: 422 });
    }
    expect(await limiter.remaining(facts())).toBe(100);
    expect((await limiter.consume(facts({ cost: -5 }))).rules[0]!.remaining).toBe(99);
  });
});

describe('partitions', () => {
  const login = (address: string, account: string) =>
    facts({ policy: 'login', client: { kind: 'anonymous' }, address, account });

  it('log-in is counted by address and by account, and a refusal by one leaves the other as it was', async () => {
    const { limiter } = open();
    const sameAccount = [];
    for (let nth = 0; nth < 12; nth += 1) sameAccount.push(await limiter.consume(login(`192.0.2.${nth}`, 'Ann')));
    expect(allowed(sameAccount)).toBe(10);
    // The eleventh address was refused because of the account: it still has all of its own.
    const fromEleventh = [];
    for (let nth = 0; nth < 12; nth += 1) fromEleventh.push(await limiter.consume(login('192.0.2.11', `user-${nth}`)));
    expect(allowed(fromEleventh)).toBe(10);
    expect((await limiter.consume(login('192.0.2.99', 'ANN'))).allowed).toBe(false);
  });

  it('anonymous clients are told apart by address, IPv6 by /64', async () => {
    const { limiter } = open();
    const from = (address: string) => facts({ client: { kind: 'anonymous' }, address });
    await times(100, () => limiter.consume(from('2001:db8:0:1::1')));
    expect((await limiter.consume(from('2001:db8:0:1:ffff::2'))).allowed).toBe(false);
    expect((await limiter.consume(from('2001:db8:0:2::1'))).allowed).toBe(true);
  });

  it('a route budget is shared by all clients', async () => {
    const { limiter } = open();
    const hook = (id: string) =>
      facts({ policy: 'incoming_webhooks', route: '/hooks/slack', client: { kind: 'token', id } });
    const decision = await limiter.consume(hook('a'));
    expect(decision.rules[0]!.remaining).toBe(599);
    expect((await limiter.consume(hook('b'))).rules[0]!.remaining).toBe(598);
  });

  it('user and token partitions fall back to the address', async () => {
    const rule = { kind: 'sliding_window', limit: 1, windowSeconds: 60 } as const;
    const policies: readonly Policy[] = [
      { name: 'default', partition: 'user', rules: [rule], mode: 'enforce' },
      { name: 'by_token', partition: 'token', rules: [rule], mode: 'enforce' },
    ];
    const { limiter } = open({ policies });
    const token = { kind: 'token', id: 'usr_1' } as const;
    expect((await limiter.consume(facts())).allowed).toBe(true);
    expect((await limiter.consume(facts({ client: token }))).allowed).toBe(true);
    expect((await limiter.consume(facts({ client: { kind: 'anonymous' } }))).allowed).toBe(false);
    expect((await limiter.consume(facts({ policy: 'by_token', client: token }))).allowed).toBe(true);
    expect((await limiter.consume(facts({ policy: 'by_token', client: token }))).allowed).toBe(false);
  });
});

describe('header fields', () => {
  it('of an answer that was allowed', async () => {
    const { limiter, wait } = open();
    await times(42, () => limiter.consume(facts()));
    wait(39_000);
    expect((await limiter.consume(facts())).headers).toEqual({
      'X-RateLimit-Limit': '100',
      'X-RateLimit-Remaining': '57',
      'X-RateLimit-Reset': String((today + 61_000) / 1_000),
      'RateLimit-Policy': '"default";q=100;w=60, "burst";q=150;w=1',
      RateLimit: '"default";r=57;t=22, "burst";r=149;t=0',
    });
  });

  it('of one that was refused: Retry-After, and the rule that refused', async () => {
    const { limiter } = open();
    const refused = (await times(101, () => limiter.consume(facts()))).at(-1)!;
    expect(refused.headers).toMatchObject({
      'Retry-After': '61',
      'X-RateLimit-Limit': '100',
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Reset': String(today / 1_000 + 61),
    });
    expect(refused.error!.details).toMatchObject({
      retryAfterSeconds: 61,
      reason: 'rate_limit_exceeded',
      policy: 'default',
    });
  });

  it('the rule nearest to its end is shown', async () => {
    const { limiter } = open();
    const decisions = await times(148, () => limiter.consume(facts({ method: 'GET' })));
    expect(decisions.at(-1)!.headers).toMatchObject({ 'X-RateLimit-Limit': '150', 'X-RateLimit-Remaining': '2' });
  });

  it('places are listed as such', async () => {
    const { limiter } = open();
    const { headers } = await limiter.consume(facts({ policy: 'bom_upload' }));
    expect(headers['RateLimit-Policy']).toContain('"bom_upload-concurrency";q=8;qu="concurrent-requests"');
    expect(headers['RateLimit']).toContain('"bom_upload-concurrency";r=7');
  });
});

describe('shadow', () => {
  const shadowed = defaultPolicies({ defaultLimit: 100, windowSeconds: 60 }).map((policy) => ({
    ...policy,
    mode: 'shadow' as const,
  }));

  it('lets through and counts what it would have refused', async () => {
    const { limiter } = open({ policies: shadowed });
    const decisions = await times(120, () => limiter.consume(facts()));
    expect(allowed(decisions)).toBe(120);
    expect(decisions.filter(({ shadowReason }) => shadowReason === 'rate_limit_exceeded')).toHaveLength(20);
    expect(limiter.stats().per_policy['default']).toEqual({ hits: 120, blocks: 0, shadow_blocks: 20 });
    expect((await times(40, () => limiter.consume(facts()))).at(-1)).toMatchObject({
      allowed: false,
      reason: 'burst_limit_exceeded',
    });
  });

  it('with the burst in shadow nobody is refused', async () => {
    const { limiter } = open({ policies: shadowed, burstMode: 'shadow' });
    expect(allowed(await times(300, () => limiter.consume(facts({ cost: 1_000 }))))).toBe(300);
  });
});

describe('looking and starting anew', () => {
  it('check says what consume would decide, and counts nothing', async () => {
    const { limiter } = open();
    await times(99, () => limiter.consume(facts()));
    expect(allowed(await times(5, () => limiter.check(facts())))).toBe(5);
    expect(await limiter.remaining(facts())).toBe(1);
    await limiter.consume(facts());
    expect(await limiter.check(facts())).toMatchObject({ allowed: false, reason: 'rate_limit_exceeded' });
    expect(await limiter.check(facts({ cost: 1_000 }))).toMatchObject({ error: { code: 'ratelimit.cost_too_high' } });
    expect(limiter.stats().total_hits).toBe(100);
  });

  it('reset gives the client of the request all of it back', async () => {
    const { limiter } = open();
    await times(110, () => limiter.consume(facts()));
    await limiter.reset(facts());
    expect(await limiter.remaining(facts())).toBe(100);
  });
});

describe('what is counted', () => {
  it('answers the statistics of platform.md §3', async () => {
    const { limiter, wait } = open();
    await times(110, () => limiter.consume(facts()));
    await limiter.consume(facts({ client: { kind: 'user', id: 'usr_2' } }));
    const { per_policy, ...stats } = limiter.stats();
    expect(stats).toEqual({
      ...{ total_hits: 111, total_blocks: 10, block_rate: 10 / 111, active_clients: 2 },
      ...{ default_limit: 100, window_seconds: 60, burst_limit: 150, store: 'memory', degraded: false },
    });
    expect(per_policy['default']).toEqual({ hits: 111, blocks: 10, shadow_blocks: 0 });
    expect(per_policy['restart']).toEqual({ hits: 0, blocks: 0, shadow_blocks: 0 });
    wait(180_000);
    expect(limiter.stats().active_clients).toBe(0);
  });

  it('tells the registry', async () => {
    const registry: MetricsRegistry = await createMetricsRegistry();
    const { limiter } = open({ registry, clock: frozenClock(today) });
    await times(110, () => limiter.consume(facts()));
    const count = (result: string) =>
      registry.value('maximus_platform_ratelimit_decisions_total', { policy: 'default', result, mode: 'enforce' });
    expect([await count('allowed'), await count('blocked'), await count('shadow_blocked')]).toEqual([100, 10, 0]);
    expect(await registry.value('maximus_platform_ratelimit_degraded_up')).toBe(0);
  });
});
