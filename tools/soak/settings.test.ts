import { expect, test } from 'vitest';
import { FIXED_SEED, propertySettings, seedOf } from './settings.ts';

test('an ordinary run asserts each property once, from one seed', () => {
  const ordinary = { seed: FIXED_SEED, times: 1, budgetMs: 0 };
  expect(propertySettings({})).toEqual(ordinary);
  expect(propertySettings({ MAXIMUS_PROPERTY_SEED: '', MAXIMUS_PROPERTY_LOG: '' })).toEqual(ordinary);
});

test('a soak is told everything', () => {
  expect(
    propertySettings({
      MAXIMUS_PROPERTY_SEED: '-7',
      MAXIMUS_PROPERTY_TIMES: '50',
      MAXIMUS_PROPERTY_BUDGET_MS: '20000',
      MAXIMUS_PROPERTY_LOG: 'soak.jsonl',
    }),
  ).toEqual({ seed: -7, times: 50, budgetMs: 20_000, log: 'soak.jsonl' });
});

test('what is no whole number is refused and not taken for another', () => {
  for (const text of ['x', '1.5', '1e3', ' 1', '12345678901']) {
    expect(() => propertySettings({ MAXIMUS_PROPERTY_TIMES: text })).toThrow(
      /MAXIMUS_PROPERTY_TIMES.*not a whole number/,
    );
  }
});

test('the first time begins from the seed itself, and no two from the same', () => {
  expect(seedOf(42, 0)).toBe(42);
  const seeds = Array.from({ length: 5000 }, (_, time) => seedOf(42, time));
  expect(new Set(seeds).size).toBe(5000);
  for (const seed of seeds) expect(seed).toBe(seed | 0);
});
