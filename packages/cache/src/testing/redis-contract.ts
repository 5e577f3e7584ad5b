import { expect, it } from 'vitest';
import type { RedisClient } from '../redis/types.ts';
import { waitUntil } from './wait-until.ts';

let sequence = 0;

/** A key or channel that no other test uses; the braces make it its own hash tag. */
export function freshName(kind = 'key'): string {
  sequence += 1;
  return `{${kind}-${process.pid}-${sequence}}`;
}

/** What every driver of `RedisClient` does while it works. `client` is asked anew in each test. */
export function describesRedisClient(client: () => RedisClient): void {
  it('answers nothing for a key that was never set', async () => {
    expect(await client().get(freshName())).toBeUndefined();
    expect(await client().exists(freshName())).toBe(false);
  });

  it('keeps texts as they are', async () => {
    for (const text of ['', 'plain', 'ünï\u0000code \u{1f510}', '{"a":1}', 'x'.repeat(200_000)]) {
      const key = freshName();
      await client().set(key, text);
      expect(await client().get(key)).toBe(text);
      expect(await client().exists(key)).toBe(true);
    }
  });

  it('forgets a value when its time has passed', async () => {
    const key = freshName();
    await client().set(key, 'short', { ttlMs: 40 });
    await waitUntil('the value is gone', async () => (await client().get(key)) === undefined);
  });

  it('a value set anew without an end stays', async () => {
    const [key, marker] = [freshName(), freshName()];
    await client().set(key, 'short', { ttlMs: 60 });
    await client().set(key, 'long');
    await client().set(marker, 'x', { ttlMs: 80 });
    await waitUntil('the marker is gone', async () => !(await client().exists(marker)));
    expect(await client().get(key)).toBe('long');
  });

  it('deletes, and says how many were there', async () => {
    const keys = [freshName(), freshName(), freshName()];
    for (const key of keys) await client().set(key, 'x');
    expect(await client().delete(...keys, freshName())).toBe(3);
    expect(await client().delete(...keys)).toBe(0);
    expect(await client().delete()).toBe(0);
  });

  it('reads many keys in their order, wherever they live', async () => {
    const keys = Array.from({ length: 60 }, () => freshName());
    for (const [at, key] of keys.entries()) if (at % 3 !== 0) await client().set(key, String(at));
    const expected = keys.map((_, at) => (at % 3 === 0 ? undefined : String(at)));
    expect(await client().mget(keys)).toEqual(expected);
    expect(await client().mget([])).toEqual([]);
  });

  it('counts, and gives a counter its end when it is made', async () => {
    const key = freshName();
    expect(await client().incr(key)).toBe(1);
    expect(await client().incr(key, { by: 41 })).toBe(42);
    expect(await client().get(key)).toBe('42');
    const short = freshName();
    expect(await client().incr(short, { ttlMs: 60 })).toBe(1);
    await client().incr(short, { ttlMs: 600_000 });
    await waitUntil('the counter starts again', async () => !(await client().exists(short)));
  });

  it('counts what many add at once', async () => {
    const key = freshName();
    await Promise.all(Array.from({ length: 200 }, () => client().incr(key)));
    expect(await client().get(key)).toBe('200');
  });

  it('delivers what is published to every listener of the channel, in order, and to nobody else', async () => {
    const [channel, other] = [freshName('channel'), freshName('channel')];
    const [first, second, strange]: [string[], string[], string[]] = [[], [], []];
    const subscriptions = await Promise.all([
      client().subscribe(channel, { message: (text) => first.push(text) }),
      client().subscribe(channel, { message: (text) => second.push(text) }),
      client().subscribe(other, { message: (text) => strange.push(text) }),
    ]);
    const sent = Array.from({ length: 50 }, (_, at) => `message ${at}`);
    for (const text of sent) await client().publish(channel, text);
    await waitUntil('all have arrived', () => first.length >= sent.length && second.length >= sent.length);
    expect(first).toEqual(sent);
    expect(second).toEqual(sent);
    expect(strange).toEqual([]);
    await Promise.all(subscriptions.map((subscription) => subscription.close()));
  });

  it('hears nothing after the subscription was closed, and closing twice is no harm', async () => {
    const channel = freshName('channel');
    const [kept, left]: [string[], string[]] = [[], []];
    const staying = await client().subscribe(channel, { message: (text) => kept.push(text) });
    const leaving = await client().subscribe(channel, { message: (text) => left.push(text) });
    await leaving.close();
    await leaving.close();
    await client().publish(channel, 'after');
    await waitUntil('the other one heard it', () => kept.length === 1);
    expect(left).toEqual([]);
    await staying.close();
  });

  it('refuses a script whose keys do not share a hash slot', async () => {
    const script = { name: 'test.two', source: 'return 1' };
    const answer = await client().eval(script, ['{a}1', '{b}1'], []);
    expect(answer.ok).toBe(false);
  });

  it('counts what it did', async () => {
    const before = client().getStats();
    const key = freshName();
    await client().get(key);
    await client().set(key, 'x');
    await client().get(key);
    await client().delete(key);
    const after = client().getStats();
    expect(after.misses - before.misses).toBe(1);
    expect(after.hits - before.hits).toBe(1);
    expect(after.sets - before.sets).toBe(1);
    expect(after.deletes - before.deletes).toBe(1);
  });
}
