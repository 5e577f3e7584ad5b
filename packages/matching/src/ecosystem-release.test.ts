import { expect, test } from 'vitest';
import { compareRelease } from './ecosystem-release.ts';
import { matcherOf, record } from './testing/records.ts';

test.each([
  ['npm', 'npm', 'applies'],
  ['Debian:12', 'Debian', 'applies'],
  ['Debian:12', 'Debian:12', 'applies'],
  ['Debian:12.5', 'Debian:12', 'applies'],
  ['Debian:12', 'Debian:11', 'other'],
  ['Debian', 'Debian:11', 'unknown'],
  ['Alpine:v3.20', 'Alpine:v3.20', 'applies'],
  ['Alpine:3.20.3', 'Alpine:v3.20', 'applies'],
  ['Alpine:v3.2', 'Alpine:v3.20', 'other'],
  ['Ubuntu:22.04', 'Ubuntu:22.04:LTS', 'applies'],
  ['Ubuntu:22.04:LTS', 'Ubuntu:22.04', 'applies'],
  ['Ubuntu:18.04:LTS', 'Ubuntu:Pro:18.04:LTS', 'applies'],
  ['Ubuntu:Pro:18.04:LTS', 'Ubuntu:18.04:LTS', 'applies'],
  ['Ubuntu:20.04:LTS', 'Ubuntu:Pro:FIPS:20.04:LTS', 'other'],
  ['Ubuntu:22.04', 'Ubuntu:24.04:LTS', 'other'],
  ['Rocky Linux:9', 'Rocky Linux:8', 'other'],
  ['Maven', 'Maven:https://repo.example.test/releases', 'applies'],
  ['Maven:https://repo.example.test/a', 'Maven:https://repo.example.test/a/', 'applies'],
  ['Maven:https://repo.example.test/a', 'Maven:http://repo.example.test/b', 'other'],
])('a component of %s and a record of %s: %s', (component, of, expected) => {
  expect(compareRelease(component, of)).toBe(expected);
});

test('the release decides before the version', () => {
  const matcher = matcherOf(record('T-1', { ecosystem: 'Debian:11', range: ['>=0'] }));
  const match = (ecosystem: string) => matcher.match({ ecosystem, name: 'left', version: '1.0' });
  expect(match('Debian:11').hits).toHaveLength(1);
  expect(match('Debian:12').misses[0]?.reason).toBe('other-ecosystem-release');
  expect(match('Debian').undecided[0]).toMatchObject({
    reason: 'no-ecosystem-release',
    text: 'the record speaks of Debian:11, and the release of the component is not known',
  });
});
