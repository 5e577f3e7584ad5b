import { describe, expect, it } from 'vitest';
import { asks, demand, describesLimitStore, describesRaces, wide } from '../testing/store-contract.ts';
import { memoryStore } from './memory-store.ts';

describe('the memory store', () => {
  const store = memoryStore();
  describesLimitStore(() => store);
  describesRaces(() => Array.from({ length: 16 }, () => store));
});

describe('a full memory store', () => {
  it('keeps limiting the keys it has, and gives new ones one budget between them, per rule', async () => {
    const store = memoryStore({ maxKeys: 3 });
    const hot = ['a', 'b', 'c'];
    for (const key of hot) expect((await store.take(asks(key, demand(wide(2))))).from).toBe('store');
    const flood = await Promise.all(
      Array.from({ length: 500 }, (_, nth) => store.take(asks(`new-${nth}`, demand(wide(2))))),
    );
    expect(flood.every(({ from }) => from === 'overflow')).toBe(true);
    expect(flood.filter(({ allowed }) => allowed)).toHaveLength(2);
    const other = await store.take(asks('new-501', demand(wide(2), { field: 'another policy' })));
    expect(other.allowed).toBe(true);
    for (const key of hot) {
      expect((await store.take(asks(key, demand(wide(2))))).allowed).toBe(true);
      expect((await store.take(asks(key, demand(wide(2))))).allowed).toBe(false);
    }
  });

  it('idle keys leave for new ones', async () => {
    let nowMs = 1_000_000;
    const store = memoryStore({ maxKeys: 3, clock: { now: () => nowMs } });
    for (const key of ['a', 'b', 'c']) await store.take(asks(key, demand(wide(2))));
    nowMs += 3_600_000;
    expect((await store.take(asks('d', demand(wide(2))))).from).toBe('overflow');
    nowMs += 4_000;
    expect((await store.take(asks('e', demand(wide(2))))).from).toBe('store');
  });

  it('whoever only looks makes no key', async () => {
    const store = memoryStore({ maxKeys: 1 });
    for (const key of ['a', 'b', 'c']) await store.take({ ...asks(key, demand(wide(2))), consume: false });
    expect((await store.take(asks('d', demand(wide(2))))).from).toBe('store');
  });

  it('a place that the overflow gave is given back to it', async () => {
    const store = memoryStore({ maxKeys: 1 });
    await store.take(asks('hot', demand(wide(2))));
    const ask = (key: string, lease: string) =>
      store.take(asks(key, demand({ kind: 'concurrency', limit: 1 }, { lease })));
    expect((await ask('x', '1')).allowed).toBe(true);
    expect((await ask('y', '2')).allowed).toBe(false);
    await store.release({ key: 'x', field: 'concurrency', lease: '1' });
    expect((await ask('y', '3')).allowed).toBe(true);
  });
});
