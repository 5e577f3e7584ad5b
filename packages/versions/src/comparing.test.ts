import { unwrap } from '@maximus/kernel';
import { expect, test } from 'vitest';
import { checkVectors, compare, distance, lowestSatisfying, sortVersions } from './index.ts';

const code = (result: { ok: boolean }): string | undefined => (result as { error?: { code: string } }).error?.code;

test('compare orders raw versions and says what is wrong', () => {
  expect(unwrap(compare('npm', '1.0.0', '1.0.1'))).toBeLessThan(0);
  expect(unwrap(compare('PyPI', '1.0', '1.0.0'))).toBe(0);
  expect(code(compare('npm', 'main', '1.0.0'))).toBe('versions.invalid');
  expect(code(compare('npm', '1.0.0', 'main'))).toBe('versions.invalid');
  expect(code(compare('OSS-Fuzz', '1', '2'))).toBe('versions.unknown_ecosystem');
});

test('sort keeps every version, the invalid ones apart', () => {
  const { sorted, invalid } = unwrap(sortVersions('npm', ['2.0.0', 'main', '1.0.0', '1.0.0-a']));
  expect(sorted).toEqual(['1.0.0-a', '1.0.0', '2.0.0']);
  expect(invalid.map(({ version }) => version)).toEqual(['main']);
  expect(code(sortVersions('Nothing', []))).toBe('versions.unknown_ecosystem');
});

test('the lowest that satisfies is a release where one satisfies', () => {
  expect(unwrap(lowestSatisfying('npm', ['2.0.0', '1.3.0', '1.2.0', '1.2.1', 'main'], '^1.2.0'))).toBe('1.2.0');
  expect(unwrap(lowestSatisfying('PyPI', ['1.1a1', '1.1', '1.0'], '>1.0'))).toBe('1.1');
  expect(unwrap(lowestSatisfying('PyPI', ['1.1a1', '1.0'], '>1.0'))).toBe('1.1a1');
  expect(unwrap(lowestSatisfying('npm', ['0.1.0'], '^1.0.0'))).toBeUndefined();
  expect(code(lowestSatisfying('npm', [], 'latest'))).toBe('versions.invalid_constraint');
  expect(code(lowestSatisfying('Debian:12', ['1'], '>= 1'))).toBe('versions.no_constraints');
  expect(code(lowestSatisfying('Nothing', [], '1'))).toBe('versions.unknown_ecosystem');
});

test('distance is the class of the change', () => {
  expect(unwrap(distance('npm', '1.0.0', '2.0.0'))).toBe('major');
  expect(code(distance('npm', '1.0.0', 'main'))).toBe('versions.invalid');
  expect(code(distance('Nothing', '1', '2'))).toBe('versions.unknown_ecosystem');
});

test('vectors: comments are skipped, disagreements carry line, text and both signs', () => {
  const text =
    '# comment\n// comment\n\n1.0.0 < 2.0.0\r\n2.0.0 < 1.0.0\n1.0.0 = v1.0.0\nnonsense\nmain > 1.0.0\n1.0.0 > main\n';
  const { compared, disagreements } = unwrap(checkVectors('npm', text));
  expect(compared).toBe(6);
  expect(disagreements).toMatchObject([
    { line: 5, text: '2.0.0 < 1.0.0', expected: '<', got: '>' },
    { line: 7, got: 'not a comparison' },
    { line: 8, expected: '>', got: expect.stringContaining('is not an npm version') },
    { line: 9, expected: '>', got: expect.stringContaining('is not an npm version') },
  ]);
  expect(code(checkVectors('Nothing', ''))).toBe('versions.unknown_ecosystem');
});
