import { unwrap } from '@maximus/kernel';
import { expect, test } from 'vitest';
import { compileRange, evaluateRange, schemeFor } from './index.ts';
import type { RangeEvent } from './types.ts';

const npm = schemeFor('npm')!;
const at = (version: string, ...events: RangeEvent[]) =>
  evaluateRange(npm, 'SEMVER', events, unwrap(npm.parse(version)));

test('a fix is outside, what was introduced is inside, and the verdict names both', () => {
  const events = [{ introduced: '1.0.0' }, { fixed: '2.0.0' }];
  expect(at('0.9.9', ...events)).toEqual({ affected: false });
  expect(at('1.0.0', ...events)).toEqual({ affected: true, introduced: '1.0.0', fixed: '2.0.0' });
  expect(at('2.0.0-rc.1', ...events)).toEqual({ affected: true, introduced: '1.0.0', fixed: '2.0.0' });
  expect(at('2.0.0', ...events)).toEqual({ affected: false });
});

test('the last affected version is inside', () => {
  const events = [{ introduced: '0' }, { last_affected: '2.0.0' }];
  expect(at('2.0.0', ...events)).toEqual({ affected: true, introduced: '0', lastAffected: '2.0.0' });
  expect(at('2.0.1', ...events)).toEqual({ affected: false });
});

test('introduced zero is before every version, pre-releases of 0.0.0 too', () => {
  expect(at('0.0.0-0', { introduced: '0' })).toEqual({ affected: true, introduced: '0' });
});

test('events count by version, whatever their order in the record', () => {
  const events = [{ fixed: '4.0.0' }, { introduced: '3.0.0' }, { fixed: '2.0.0' }, { introduced: '1.0.0' }];
  const affected = ['0.5.0', '1.5.0', '2.5.0', '3.5.0', '4.5.0'].map((version) => at(version, ...events).affected);
  expect(affected).toEqual([false, true, false, true, false]);
});

test('an interval that ends where the next begins leaves no gap, in any order', () => {
  const events = [{ introduced: '0' }, { fixed: '1.0.0' }, { introduced: '1.0.0' }, { fixed: '2.0.0' }];
  for (const order of [events, events.toReversed()]) {
    expect(at('1.0.0', ...order)).toEqual({ affected: true, introduced: '1.0.0', fixed: '2.0.0' });
    expect(at('1.9.0', ...order).affected).toBe(true);
  }
  const inclusive = [{ introduced: '0' }, { introduced: '1.0.0' }, { last_affected: '1.0.0' }];
  expect(at('1.0.0', ...inclusive)).toEqual({ affected: true, introduced: '0', lastAffected: '1.0.0' });
});

test('introduced and fixed at one version affect nothing', () => {
  for (const version of ['0.9.0', '1.0.0', '1.1.0']) {
    expect(at(version, { introduced: '1.0.0' }, { fixed: '1.0.0' }).affected).toBe(false);
  }
  expect(at('1.0.0', { introduced: '1.0.0' }, { last_affected: '1.0.0' }).affected).toBe(true);
});

test('a fix before anything was introduced changes nothing', () => {
  expect(at('0.6.0', { fixed: '0.5.0' }, { introduced: '1.0.0' })).toEqual({ affected: false });
  expect(at('1.6.0', { fixed: '0.5.0' }, { introduced: '1.0.0' })).toEqual({ affected: true, introduced: '1.0.0' });
});

test('a second introduced inside an interval changes nothing', () => {
  expect(at('1.5.0', { introduced: '1.0.0' }, { introduced: '1.2.0' }, { fixed: '2.0.0' })).toEqual({
    affected: true,
    introduced: '1.0.0',
    fixed: '2.0.0',
  });
});

test('a version has to be below some limit', () => {
  const events = [{ introduced: '0' }, { limit: '1.0.0' }, { limit: '2.0.0' }];
  expect(at('1.5.0', ...events).affected).toBe(true);
  expect(at('2.0.0', ...events).affected).toBe(false);
  expect(at('1.5.0', ...events.toReversed()).affected).toBe(true);
  expect(at('2.0.0', ...events, { limit: '*' }).affected).toBe(true);
});

test('what does not parse makes the verdict unknown, never no', () => {
  expect(at('1.0.0', { introduced: '0' }, { fixed: 'next' })).toMatchObject({ affected: 'unknown' });
  expect(at('1.0.0', { introduced: '0' }, { fixed: '1.2.3.4' })).toMatchObject({ affected: 'unknown' });
  expect(at('1.0.0.1', { introduced: '2.0.0' })).toMatchObject({ affected: 'unknown' });
  expect(at('1.0.0', { fixed: '2.0.0' })).toMatchObject({ affected: 'unknown' });
  expect(at('1.0.0', {} as RangeEvent)).toMatchObject({ affected: 'unknown' });
  expect(at('1.0.0')).toMatchObject({ affected: 'unknown' });
});

test('a semver range compares by SemVer in every ecosystem', () => {
  const pypi = schemeFor('PyPI')!;
  const range = compileRange(pypi, 'SEMVER', [{ introduced: '0' }, { fixed: '1.0.0' }]);
  expect(range.evaluate(unwrap(pypi.parse('1.0.0-post1'))).affected).toBe(true);
  expect(range.evaluate(unwrap(pypi.parse('1!1.0'))).affected).toBe('unknown');
  const go = schemeFor('Go')!;
  for (const version of ['v0.9.0', '0.9.0', 'v0.0.0-20200101000000-abcdefabcdef', 'v0.9.0+incompatible']) {
    expect(
      compileRange(go, 'SEMVER', [{ introduced: '0' }, { fixed: '1.0.0' }]).evaluate(unwrap(go.parse(version))),
    ).toMatchObject({ affected: true });
  }
});
