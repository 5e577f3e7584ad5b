import { expect, it } from 'vitest';
import type { Rule } from '../policy.ts';
import type { Demand, LimitStore, TakeRequest } from '../stores/types.ts';

let sequence = 0;

/** A partition that no other test uses. */
export function freshKey(): string {
  sequence += 1;
  return `test:${process.pid}-${sequence}`;
}

/** A long window, so that nothing leaves it while the test runs. */
export const wide = (limit: number): Rule => ({ kind: 'sliding_window', limit, windowSeconds: 3_600 });
/** A bucket that hardly drips. */
export const slow = (burst: number): Rule => ({ kind: 'token_bucket', rate: 1, perSeconds: 3_600, burst });
/** Places. */
export const places = (limit: number): Rule => ({ kind: 'concurrency', limit });

/** A demand with the rule's kind as its field. */
export function demand(rule: Rule, more: Partial<Demand> = {}): Demand {
  return { field: rule.kind, rule, cost: 1, mode: 'enforce', ...more };
}

/** One request for a partition. */
export function asks(key: string, ...demands: readonly Demand[]): TakeRequest {
  return { key, demands, consume: true };
}

const looks = (request: TakeRequest): TakeRequest => ({ ...request, consume: false });

/** What every store does. */
export function describesLimitStore(store: () => LimitStore): void {
  it.each([
    ['a window', wide(5)],
    ['a bucket', slow(5)],
  ])('%s gives out its limit and no more', async (_, rule) => {
    const key = freshKey();
    const left: unknown[] = [];
    for (let nth = 0; nth < 5; nth += 1) {
      const answer = await store().take(asks(key, demand(rule)));
      expect(answer).toMatchObject({ allowed: true, counted: [true], degraded: false, from: 'store' });
      left.push(answer.verdicts[0]?.remaining);
    }
    expect(left).toEqual([5, 4, 3, 2, 1]);
    const refused = await store().take(asks(key, demand(rule)));
    expect(refused).toMatchObject({ allowed: false, counted: [false] });
    expect(refused.verdicts[0]?.retryUs).toBeGreaterThan(0);
  });

  it('a request that one rule refuses is counted by none', async () => {
    const key = freshKey();
    const both = asks(key, demand(wide(10)), demand(slow(2)));
    expect((await store().take(both)).allowed).toBe(true);
    expect((await store().take(both)).allowed).toBe(true);
    for (let nth = 0; nth < 3; nth += 1) expect((await store().take(both)).counted).toEqual([false, false]);
    const look = await store().take(looks(asks(key, demand(wide(10)))));
    expect(look.verdicts[0]?.remaining).toBe(8);
  });

  it('counts what a request costs', async () => {
    const key = freshKey();
    expect((await store().take(asks(key, demand(wide(10), { cost: 7 })))).allowed).toBe(true);
    expect((await store().take(asks(key, demand(wide(10), { cost: 4 })))).allowed).toBe(false);
    expect((await store().take(asks(key, demand(wide(10), { cost: 3 })))).allowed).toBe(true);
  });

  it('looking counts nothing', async () => {
    const request = asks(freshKey(), demand(wide(1)), demand(slow(1)));
    for (let nth = 0; nth < 4; nth += 1) expect((await store().take(looks(request))).allowed).toBe(true);
    expect((await store().take(request)).allowed).toBe(true);
    expect((await store().take(looks(request))).allowed).toBe(false);
  });

  it('a rule in shadow refuses nobody and counts as if it were enforced', async () => {
    const key = freshKey();
    const request = asks(key, demand(wide(2), { mode: 'shadow' }), demand(slow(4)));
    const answers = [];
    for (let nth = 0; nth < 5; nth += 1) answers.push(await store().take(request));
    expect(answers.map(({ allowed }) => allowed)).toEqual([true, true, true, true, false]);
    expect(answers.map(({ verdicts }) => verdicts[0]?.allowed)).toEqual([true, true, false, false, false]);
    expect(answers.map(({ counted }) => counted[0])).toEqual([true, true, false, false, false]);
    expect(answers.map(({ counted }) => counted[1])).toEqual([true, true, true, true, false]);
  });

  it('gives places, renews them and takes them back', async () => {
    const key = freshKey();
    const ask = (lease: string) => store().take(asks(key, demand(places(2), { lease })));
    expect((await ask('a')).allowed).toBe(true);
    expect((await ask('b')).allowed).toBe(true);
    expect((await ask('c')).allowed).toBe(false);
    await store().renew([{ key, field: 'concurrency', lease: 'b' }]);
    await store().release({ key, field: 'concurrency', lease: 'a' });
    await store().release({ key, field: 'concurrency', lease: 'a' });
    expect((await ask('d')).allowed).toBe(true);
    expect((await ask('e')).allowed).toBe(false);
  });

  it('undoes a take', async () => {
    const key = freshKey();
    const request = asks(
      key,
      ...[demand(wide(3), { cost: 3 }), demand(slow(3), { cost: 3 }), demand(places(1), { lease: 'x' })],
    );
    const answer = await store().take(request);
    expect(answer.allowed).toBe(true);
    await store().giveBack(request, answer);
    expect((await store().take(request)).allowed).toBe(true);
    expect((await store().take(request)).allowed).toBe(false);
  });

  it('starts the named states anew and leaves the others', async () => {
    const key = freshKey();
    const [first, second, third] = [demand(wide(1)), demand(slow(1)), demand(wide(1), { field: 'other' })];
    for (const one of [first, second, third]) await store().take(asks(key, one));
    await store().reset(key, [first, second]);
    expect((await store().take(asks(key, first))).allowed).toBe(true);
    expect((await store().take(asks(key, second))).allowed).toBe(true);
    expect((await store().take(asks(key, third))).allowed).toBe(false);
    expect((await store().take(asks(key, first))).allowed).toBe(false);
  });

  it('keeps partitions apart', async () => {
    const [one, other] = [freshKey(), freshKey()];
    expect((await store().take(asks(one, demand(wide(1))))).allowed).toBe(true);
    expect((await store().take(asks(other, demand(wide(1))))).allowed).toBe(true);
  });

  it('a full window opens again when its requests have left', async () => {
    const rule: Rule = { kind: 'sliding_window', limit: 2, windowSeconds: 1 };
    const request = asks(freshKey(), demand(rule, { cost: 2 }));
    expect((await store().take(request)).allowed).toBe(true);
    const refused = await store().take(request);
    expect(refused.allowed).toBe(false);
    const endMs = performance.now() + 20_000;
    let again = refused;
    while (!again.allowed && performance.now() < endMs) again = await store().take(request);
    expect(again.allowed).toBe(true);
    expect(again.nowUs - refused.nowUs).toBeGreaterThanOrEqual((refused.verdicts[0]?.retryUs ?? 0) - 2_000);
  });
}

/** Sixteen clients at once: never more than the limit, and nobody refused for whom there would have been room at the end. */
export function describesRaces(stores: () => readonly LimitStore[]): void {
  const race = async (request: (nth: number) => TakeRequest, each: number) => {
    const outcomes = await Promise.all(
      stores().map(async (store, client) => {
        const own = [];
        for (let nth = 0; nth < each; nth += 1) {
          const asked = request(client * each + nth);
          own.push({ asked, answer: await store.take(asked) });
        }
        return own;
      }),
    );
    return outcomes.flat();
  };

  it.each([
    ['a window', wide(100)],
    ['a bucket', slow(100)],
  ])('%s never gives out more than its limit, whatever each request costs', async (_, rule) => {
    for (let round = 0; round < 5; round += 1) {
      const key = freshKey();
      const outcomes = await race((nth) => asks(key, demand(rule, { cost: 1 + ((nth * 7 + round) % 5) })), 12);
      const costOf = ({ asked }: (typeof outcomes)[number]) => asked.demands[0]?.cost ?? 0;
      const used = outcomes.filter(({ answer }) => answer.allowed).reduce((sum, one) => sum + costOf(one), 0);
      expect(used).toBeLessThanOrEqual(100);
      for (const one of outcomes.filter(({ answer }) => !answer.allowed)) {
        expect(used + costOf(one)).toBeGreaterThan(100);
      }
    }
  });

  it('of two rules, the narrower decides, and the wider one has counted just the same', async () => {
    const key = freshKey();
    const outcomes = await race(() => asks(key, demand(wide(90)), demand(slow(40))), 8);
    expect(outcomes.filter(({ answer }) => answer.allowed)).toHaveLength(40);
    const look = await stores()[0]?.take(looks(asks(key, demand(wide(90)))));
    expect(look?.verdicts[0]?.remaining).toBe(50);
  });

  it('places are never in use twice', async () => {
    const key = freshKey();
    let inUse = 0;
    let most = 0;
    await Promise.all(
      stores().map(async (store, client) => {
        for (let nth = 0; nth < 10; nth += 1) {
          const lease = `${client}-${nth}`;
          const answer = await store.take(asks(key, demand(places(3), { lease })));
          if (!answer.allowed) continue;
          inUse += 1;
          most = Math.max(most, inUse);
          await new Promise((resolve) => setImmediate(resolve));
          inUse -= 1;
          await store.release({ key, field: 'concurrency', lease });
        }
      }),
    );
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(3);
  });
}
