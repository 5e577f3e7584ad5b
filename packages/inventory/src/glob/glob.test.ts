import { describe, expect, it } from 'vitest';
import { compileName, compilePath, expandBraces } from './index.ts';

describe('a pattern of one name', () => {
  it.each([
    ['*', '', true],
    ['a*c', 'abbc', true],
    ['a*c', 'abbd', false],
    ['*.lock', 'x.lock', true],
    ['a?c', 'ac', false],
    ['[a-', 'a', undefined],
    ['a\\', 'a', undefined],
    ['a\\*', 'a*', true],
    ['[\\]]', ']', true],
  ])('%s on %s: %s', (pattern, name, wanted) => {
    expect(compileName(pattern)?.(name)).toBe(wanted);
  });

  it('takes at most the product of both lengths', () => {
    const effort = { left: 1_000_000 };
    const pattern = `${'*a'.repeat(100)}b`;
    expect(compileName(pattern, effort)?.('a'.repeat(1000))).toBe(false);
    expect(1_000_000 - effort.left).toBeLessThanOrEqual(2 * pattern.length * 1000);
  });
});

it('a path of many double stars takes at most the product of both lengths', () => {
  const effort = { left: 10_000_000 };
  const test = compilePath([...Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? '**' : 'a')), 'b'], effort);
  expect(test?.(Array.from({ length: 2000 }, () => 'a'))).toBe(false);
  expect(effort.left).toBeGreaterThan(8_000_000);
});

describe('braces', () => {
  it.each([
    ['a', ['a']],
    ['{a,b}', ['a', 'b']],
    ['x{a,b}y{c,d}', ['xayc', 'xayd', 'xbyc', 'xbyd']],
    ['{a,{b,c}}', ['a', 'b', 'c']],
    ['{a}', ['{a}']],
    ['{1..9}', ['{1..9}']],
    ['{a,b', ['{a,b']],
    ['\\{a,b}', ['\\{a,b}']],
    ['{,a}', ['', 'a']],
  ])('%s', (pattern, texts) => {
    expect(expandBraces(pattern)).toEqual(texts);
  });

  it('that stand for too much are refused', () => {
    expect(expandBraces('{a,b}'.repeat(9))).toBeUndefined();
    expect(expandBraces(`${'{a,'.repeat(20)}b${'}'.repeat(20)}`)).toBeUndefined();
    expect(expandBraces('{'.repeat(100_000))?.length).toBe(1);
  });
});
