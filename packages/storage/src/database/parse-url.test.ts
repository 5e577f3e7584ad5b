import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDatabaseUrl } from './parse-url.ts';

test.each([
  [
    'postgres://u:p%40ss@db.example.test/name',
    { host: 'db.example.test', port: 5432, password: 'p@ss', tls: { verify: false } },
  ],
  ['postgresql://u@localhost:6000/name', { host: 'localhost', port: 6000, user: 'u', tls: false }],
  ['postgres://u@[::1]:6000/name', { host: '::1', port: 6000, tls: false }],
  ['postgres://u@db.example.test/name?sslmode=verify-full', { tls: { verify: true } }],
  ['postgres://u@db.example.test/name?sslmode=disable', { tls: false }],
])('%s', (url, expected) => {
  expect(parseDatabaseUrl(url)).toMatchObject({ ok: true, value: expected });
});

test('certificates that are given are checked against', () => {
  const parsed = parseDatabaseUrl('postgres://u@db.example.test/n', { ca: 'PEM', password: 'from a file' });
  expect(parsed).toMatchObject({ ok: true, value: { password: 'from a file', tls: { verify: true, ca: 'PEM' } } });
});

test.each([
  'mysql://u@h/n',
  'not a url',
  'postgres://h/n',
  'postgres://u@h',
  'postgres://u@h/a/b',
  'postgres://u:%zz@h/n',
  'postgres://u@h/n?sslmode=maybe',
  'postgres://u@h/n?options=-c%20x',
])('%s is refused', (url) => {
  expect(parseDatabaseUrl(url)).toMatchObject({ ok: false, error: { code: 'storage.url_invalid' } });
});

test('no text makes it throw, and a refusal does not repeat the password', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true })), (text) => {
      parseDatabaseUrl(text);
    }),
    { numRuns: 30 },
  );
  const refused = parseDatabaseUrl('postgres://u:hunter2@h/n?sslmode=maybe');
  expect(JSON.stringify(refused) + String(!refused.ok && refused.error)).not.toContain('hunter2');
});
