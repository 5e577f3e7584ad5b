import { describe, expect, it } from 'vitest';
import { parseDuration, parseSize } from './quantity.ts';
import { suggest } from './suggest.ts';

describe('quantities', () => {
  it.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['1.5h', 5_400_000],
    ['7d', 604_800_000],
    [' 15m ', 900_000],
  ])('reads the duration %s', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each([
    ['10MB', 10_000_000],
    ['64MiB', 67_108_864],
    ['0B', 0],
  ])('reads the size %s', (text, bytes) => expect(parseSize(text)).toBe(bytes));

  it.each(['', 'd', '7', '7 weeks', '-1d', '1.2.3s', '7constructor', '9'.repeat(40)])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
    expect(parseSize(text)).toBeUndefined();
  });
});

describe('suggest', () => {
  it('finds the nearest word, whatever the case', () => {
    expect(suggest('hihg', ['low', 'high'])).toBe('high');
    expect(suggest('SCAN', ['scan', 'explain'])).toBe('scan');
  });

  it('stays silent where nothing is near, or the word is absurdly long', () => {
    expect(suggest('zzzzzz', ['scan', 'db'])).toBeUndefined();
    expect(suggest('a'.repeat(100_000), ['a'])).toBeUndefined();
  });
});
