import { expect, it } from 'vitest';
import type { Cache, SpaceOptions } from '../levels/types.ts';
import { waitUntil } from './wait-until.ts';

interface Shop {
  readonly name: string;
  readonly open?: boolean;
}

let sequence = 0;

/** A space that no other test uses. */
export function freshSpace(options: Partial<SpaceOptions> = {}): SpaceOptions {
  sequence += 1;
  return { name: `test-${process.pid}-${sequence}`, version: 1, ...options };
}

/** A promise that the test opens when it wants to. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: () => resolve() };
}

const key = { view: 'everyone', id: 'one' };

/** What a cache does on every driver of its second level. */
export function describesCache(cache: () => Cache): void {
  it('loads once, then answers from memory', async () => {
    const space = cache().space<Shop>(freshSpace());
    let loads = 0;
    const load = async () => {
      loads += 1;
      return { name: 'shop' };
    };
    expect(await space.get(key)).toBeUndefined();
    expect(await space.getOrLoad(key, load)).toEqual({ name: 'shop' });
    expect(await space.getOrLoad(key, load)).toEqual({ name: 'shop' });
    expect(await space.get(key)).toEqual({ name: 'shop' });
    expect(loads).toBe(1);
  });

  it('many callers of one key share one load; callers of other keys do not wait for it', async () => {
    const space = cache().space<number>(freshSpace());
    const { opened, open } = gate();
    let loads = 0;
    const load = async () => {
      loads += 1;
      await opened;
      return 7;
    };
    const waiting = Array.from({ length: 50 }, () => space.getOrLoad(key, load));
    expect(await space.getOrLoad({ view: 'everyone', id: 'two' }, async () => 8)).toBe(8);
    open();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([7]));
    expect(loads).toBe(1);
  });

  it('a failed load reaches everyone who waited and is not remembered', async () => {
    const space = cache().space<number>(freshSpace());
    const broken = async () => {
      throw new Error('no database');
    };
    const both = await Promise.allSettled([space.getOrLoad(key, broken), space.getOrLoad(key, broken)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await space.getOrLoad(key, async () => 1)).toBe(1);
  });

  it('remembers that something does not exist', async () => {
    const space = cache().space<Shop>(freshSpace());
    let loads = 0;
    const load = async () => {
      loads += 1;
      return undefined;
    };
    expect(await space.getOrLoad(key, load)).toBeUndefined();
    expect(await space.getOrLoad(key, load)).toBeUndefined();
    expect(loads).toBe(1);
    await space.set(key, { name: 'now it does' });
    expect(await space.get(key)).toEqual({ name: 'now it does' });
  });

  it('a deleted value is loaded anew', async () => {
    const space = cache().space<number>(freshSpace());
    await space.set(key, 1);
    await space.delete(key);
    expect(await space.get(key)).toBeUndefined();
    expect(await space.getOrLoad(key, async () => 2)).toBe(2);
  });

  it('what was read before a change is not kept after it', async () => {
    const space = cache().space<string>(freshSpace());
    const { opened, open } = gate();
    let asked = false;
    const early = space.getOrLoad(key, async () => {
      asked = true;
      await opened;
      return 'before';
    });
    await waitUntil('the load is under way', () => asked);
    await space.delete(key);
    const late = space.getOrLoad(key, async () => 'after');
    expect(await late).toBe('after');
    open();
    expect(await early).toBe('before');
    expect(await space.get(key)).toBe('after');
  });

  it('keeps views and ids apart, whatever they hold', async () => {
    const space = cache().space<number>(freshSpace());
    const keys = [
      { view: 'a', id: 'b:c' },
      { view: 'a:b', id: 'c' },
      { view: 'a', id: `{x}${'y'.repeat(3_000)}` },
      { view: 'a', id: `{x}${'y'.repeat(3_001)}` },
      { view: '', id: '\ud800' },
    ];
    for (const [at, one] of keys.entries()) await space.set(one, at);
    for (const [at, one] of keys.entries()) expect(await space.get(one)).toBe(at);
  });

  it('gives every caller the same frozen value, as JSON holds it', async () => {
    const space = cache().space<{ when: unknown; list: number[] }>(freshSpace());
    const own = { when: new Date(0), list: [1], gone: undefined };
    const loaded = await space.getOrLoad(key, async () => own);
    expect(loaded).toEqual({ when: '1970-01-01T00:00:00.000Z', list: [1] });
    expect(Object.isFrozen(loaded)).toBe(true);
    expect(() => loaded?.list.push(2)).toThrow(TypeError);
    own.list.push(3);
    expect(await space.get(key)).toEqual({ when: '1970-01-01T00:00:00.000Z', list: [1] });
  });

  it('refuses what JSON cannot hold, and a space that is opened twice or has no proper name', async () => {
    const options = freshSpace();
    const space = cache().space<unknown>(options);
    const circle: { self?: unknown } = {};
    circle.self = circle;
    await expect(space.set(key, circle)).rejects.toMatchObject({ code: 'cache.bad_value' });
    await expect(space.set(key, () => 1)).rejects.toMatchObject({ code: 'cache.bad_value' });
    expect(() => cache().space(options)).toThrow(/twice/);
    expect(() => cache().space({ name: 'No Name', version: 1 })).toThrow(/no name/);
  });

  it('clears everything', async () => {
    const space = cache().space<number>(freshSpace());
    await space.set(key, 1);
    await cache().clear();
    expect(await space.get(key)).toBeUndefined();
  });

  it('counts look-ups of the first level', async () => {
    const space = cache().space<number>(freshSpace());
    const before = cache().stats().l1;
    await space.get(key);
    await space.set(key, 1);
    await space.get(key);
    const after = cache().stats().l1;
    expect([after.hits - before.hits, after.misses - before.misses, after.sets - before.sets]).toEqual([1, 1, 1]);
    expect(cache().snapshot().l1.hits).toBeGreaterThan(0);
    expect(after.hitRatio).toBeGreaterThan(0);
  });
}
