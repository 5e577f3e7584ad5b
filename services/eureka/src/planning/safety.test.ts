import { expect, it } from 'vitest';
import { checkSafety } from './safety.ts';

const lock = (host: string) => `{"a": {"resolved": "https://${host}/a.tgz"}}`;
const change = (
  file: string,
  kind: 'lock' | 'manifest' | 'config' = 'lock',
  after = lock('registry.example.test'),
) => ({
  diff: 'x',
  edits: [{ file, kind }],
  files: [{ file, kind, before: lock('registry.example.test'), after }],
});

it('lets manifests and lock files through', () => {
  expect(checkSafety(change('package-lock.json'))).toMatchObject({ passed: true, warnings: [] });
  expect(checkSafety({ ...change('a/package.json', 'manifest') }).passed).toBe(true);
});

it.each([
  ['.github/workflows/ci.json', 'lock'],
  ['.npmrc', 'manifest'],
  ['sub/.git/config', 'lock'],
  ['src/index.js', 'config'],
] as const)('refuses %s', (file, kind) => {
  expect(checkSafety(change(file, kind))).toMatchObject({ passed: false, failure: expect.stringContaining(file) });
});

it('refuses nothing at all, binary content, and a host that was not there', () => {
  expect(checkSafety({ diff: '', edits: [], files: [] }).failure).toContain('nothing');
  expect(checkSafety(change('package-lock.json', 'lock', 'a\u0000')).failure).toContain('NUL');
  expect(checkSafety(change('package-lock.json', 'lock', lock('evil.example.test'))).failure).toContain('evil.example');
});

it('warns of a large diff', () => {
  const large = { ...change('package-lock.json'), diff: 'x'.repeat((1 << 20) + 1) };
  expect(checkSafety(large).warnings).toHaveLength(1);
});
