import { expect, test } from 'vitest';
import { createLanes } from './lanes.ts';
import { createRecentIds } from './recent-ids.ts';
import { createSlots } from './slots.ts';
import { systemTimers } from './timers.ts';

test('work of one key runs in order; keys do not wait for each other', async () => {
  const lanes = createLanes();
  const seen: string[] = [];
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const first = lanes.run('a', async () => {
    await gate;
    seen.push('a1');
  });
  const second = lanes.run('a', async () => void seen.push('a2'));
  await lanes.run('b', async () => void seen.push('b1'));
  expect(seen).toEqual(['b1']);
  open();
  await Promise.all([first, second]);
  expect(seen).toEqual(['b1', 'a1', 'a2']);
});

test('what waits behind work that fails fails with it, and what comes afterwards runs', async () => {
  const lanes = createLanes();
  const seen: string[] = [];
  const work = ['a1', 'a2', 'a3'].map((name) =>
    lanes.run('a', async () => {
      seen.push(name);
      throw new Error(`broken at ${name}`);
    }),
  );
  const ends = await Promise.allSettled(work);
  const reason = new Error('broken at a1');
  expect(ends).toEqual([0, 1, 2].map(() => ({ status: 'rejected', reason })));
  await lanes.run('a', async () => void seen.push('a4'));
  expect(seen).toEqual(['a1', 'a4']);
});

test('no more runs at once than there are slots, and a failure gives its slot back', async () => {
  const slots = createSlots(2);
  let running = 0;
  let most = 0;
  const work = (fails: boolean) => async () => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    if (fails) throw new Error('broken');
  };
  await Promise.allSettled(Array.from({ length: 20 }, (_, at) => slots.run(work(at % 3 === 0))));
  expect([most, running]).toEqual([2, 0]);
});

test('the oldest ids are forgotten first; one that is seen again is young', () => {
  const recent = createRecentIds(2);
  for (const id of ['a', 'b', 'a', 'c']) recent.add(id);
  expect(['a', 'b', 'c'].map((id) => recent.has(id))).toEqual([true, false, true]);
});

test('a wait ends with its signal, or at once when that has been raised', async () => {
  const ends = new AbortController();
  const waiting = systemTimers.wait(60_000, ends.signal);
  ends.abort();
  expect(await waiting).toBe(false);
  expect(await systemTimers.wait(60_000, ends.signal)).toBe(false);
  expect(await systemTimers.wait(1)).toBe(true);
});
