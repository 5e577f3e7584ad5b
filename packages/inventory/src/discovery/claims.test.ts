import { expect, it } from 'vitest';
import { formats } from '../registry.ts';
import { compilePattern, createClaims } from './claims.ts';
import { unsupportedNames } from './unsupported.data.ts';

const matches = (pattern: string, path: string) => compilePattern(pattern)(path, path.slice(path.lastIndexOf('/') + 1));

it.each([
  ['*.cdx.json', 'a/b.cdx.json', true],
  ['*.cdx.json', 'a/b.cdx.json/c', false],
  ['*requirements*.txt', 'x/dev-requirements-2.txt', true],
  ['*requirements*.txt', 'requirements.text', false],
  ['a*b*c', 'abc', true],
  ['a*b*c', 'axbxbxc', true],
  ['a*b*b', 'ab', false],
  ['a*bb*b', 'abbb', true],
  ['a*bb*bb', 'abbb', false],
  ['**/requirements/*.txt', 'requirements/x.txt', true],
  ['**/requirements/*.txt', 'a/b/requirements/x.txt', true],
  ['**/requirements/*.txt', 'a/requirements/b/x.txt', false],
  ['var/lib/dpkg/status', 'var/lib/dpkg/status', true],
  ['var/lib/dpkg/status', 'rootfs/var/lib/dpkg/status', true],
  ['var/lib/dpkg/status', 'notvar/lib/dpkg/status', false],
  ['var/lib/dpkg/status', 'dpkg/status', false],
])('%s on %s: %s', (pattern, path, wanted) => {
  expect(matches(pattern, path)).toBe(wanted);
});

it('takes linear time on a name made to defeat it', () => {
  expect(matches('*a*a*a*a*a*a*a*a*b', 'a'.repeat(100_000))).toBe(false);
});

it('never lists a name as not read that a format reads', () => {
  const claims = createClaims(formats);
  const read = unsupportedNames.filter(({ name }) => claims.of(name.replace('*', 'x')).formats.length > 0);
  expect(read.map((row) => row.name)).toEqual([]);
});

it('tells whole names from patterns and folders', () => {
  const claims = createClaims(formats);
  expect(claims.of('a/package-lock.json')).toMatchObject({ formats: [{ id: 'npm-package-lock' }], exact: true });
  expect(claims.of('dev-requirements.txt')).toMatchObject({ formats: [{ id: 'requirements-txt' }], exact: false });
  expect(claims.of('__proto__').formats).toEqual([]);
  expect(claims.folders('node_modules').map((format) => format.id)).toEqual(['npm-installed-tree']);
  expect(claims.folders('constructor')).toEqual([]);
});
