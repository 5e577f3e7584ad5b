import { expect, it } from 'vitest';
import { createTurns, rankOf } from './turns.ts';

const never = new AbortController().signal;

it('runs so much at one time, the most urgent first, and goes on where something failed', async () => {
  const turns = createTurns(1);
  const done: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const note = (name: string) => async () => void done.push(name);
  const first = turns.take(rankOf(0), never, () => promise);
  const all = [
    turns.take(rankOf(1), never, note('medium')),
    turns.take(rankOf(3), never, note('critical')),
    turns.take(rankOf(1), never, () => Promise.reject(new Error('broken'))).catch(note('broken')),
    turns.take(-1, never, note('before all')),
  ];
  const given = new AbortController();
  const left = turns.take(rankOf(3), given.signal, note('never'));
  given.abort(new Error('given up'));
  await expect(left).rejects.toThrow('given up');
  await expect(turns.take(0, given.signal, note('never'))).rejects.toThrow('given up');
  expect(done).toEqual([]);
  resolve();
  await Promise.all([first, ...all]);
  expect(done).toEqual(['before all', 'critical', 'medium', 'broken']);
});

it('lets nobody wait for ever behind what is more urgent', async () => {
  const turns = createTurns(1);
  const done: string[] = [];
  const again = async (left: number): Promise<void> => {
    if (left === 0) return;
    await turns.take(rankOf(3), never, async () => void done.push('critical'));
    await again(left - 1);
  };
  const both = [again(6), again(6), turns.take(rankOf(1), never, async () => void done.push('medium'))];
  await Promise.all(both);
  expect(done.indexOf('medium')).toBeLessThan(5);
});

it('runs two beside each other where there is room', async () => {
  const turns = createTurns(2);
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = turns.take(0, never, () => promise);
  await turns.take(0, never, async () => resolve());
  await first;
});
