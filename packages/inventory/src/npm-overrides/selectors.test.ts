import { expect, it } from 'vitest';
import { targetOfOverride, targetOfResolution } from './selectors.ts';
import { VersionRules } from './version-rules.ts';

it.each([
  ['a', 'a', false],
  ['@s/a', '@s/a', false],
  ['a@2', 'a', true],
  ['@s/a@^1', '@s/a', true],
  ['parent>a', 'a', true],
  ['parent@1>@s/a@>=2', '@s/a', true],
  ['a@>=1 <2', 'a', true],
  ['a@<1 || >2', 'a', true],
])('an override of %s decides %s', (selector, name, limited) => {
  expect(targetOfOverride(selector)).toEqual({ name, limited });
});

it.each([
  ['a', 'a', false],
  ['**/a', 'a', false],
  ['**/@s/a', '@s/a', false],
  ['@s/a', '@s/a', false],
  ['b/a', 'a', true],
  ['@s/b/**/@t/a', '@t/a', true],
  ['a@npm:^1.0.0', 'a', true],
  ['@s/a@npm:^1.0.0', '@s/a', true],
  ['b@npm:1/a@npm:2', 'a', true],
])('a resolution of %s decides %s', (selector, name, limited) => {
  expect(targetOfResolution(selector)).toEqual({ name, limited });
});

it('a rule for every request decides whatever version is locked, a limited one only the version it names', () => {
  const rules = new VersionRules();
  rules.add('overrides', 'a', targetOfOverride('a'), 'npm:b@latest');
  rules.add('overrides', 'p>a', targetOfOverride('p>a'), '1.0.0');
  expect(rules.deciding('a', '1.0.0')).toBe('overrides.p>a = 1.0.0');
  expect(rules.deciding('a', '2.0.0')).toBe('overrides.a = npm:b@latest');
  expect(rules.deciding('a', undefined)).toBe('overrides.a = npm:b@latest');
  expect(rules.deciding('constructor', '1.0.0')).toBeUndefined();
});

it('a limited rule with a range counts for the versions that satisfy it, and only for those', () => {
  const rules = new VersionRules();
  rules.add('overrides', 'form@2', targetOfOverride('form@2'), '~2.5.4');
  rules.add('overrides', 'form@3', targetOfOverride('form@3'), '$form');
  expect(rules.deciding('form', '2.5.5')).toBe('overrides.form@2 = ~2.5.4');
  expect(rules.deciding('form', '4.0.5')).toBeUndefined();
  expect(rules.deciding('form', undefined)).toBeUndefined();
});
