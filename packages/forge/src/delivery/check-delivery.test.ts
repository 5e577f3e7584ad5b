import { unwrap } from '@maximus/kernel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ForgeConfig } from '../config.ts';
import { forges } from '../forges/registry.ts';
import { edit, sampleDelivery, sampleStatement } from '../testing/sample-delivery.ts';
import { branchName } from './branch-name.ts';
import { checkDelivery } from './check-delivery.ts';

const config = ForgeConfig.parse({ kind: 'local', origin: '/x.git', work_dir: '/tmp/x' });
const base = 'a'.repeat(40);
const check = (delivery: ReturnType<typeof sampleDelivery>) => checkDelivery(delivery, forges.local, config);

test.each([
  '/etc/passwd',
  '../x',
  'a/../b',
  './a',
  'a//b',
  'a/',
  '',
  '.git/config',
  'a/.GIT/hooks/x',
  '.git./config',
  '.git /config',
  'git~1/config',
  '.g\u200cit/config',
  '.git::$INDEX_ALLOCATION/x',
  'a\\b',
  'a\nb',
  'a\0b',
  'x'.repeat(2000),
])('the path %j is refused', (file) => {
  expect(check(sampleDelivery(base, [edit(file, undefined, 'x')]))).toMatchObject({
    error: { code: 'forge.delivery_invalid' },
  });
});

test.each(['package.json', 'a/b/c.lock', '.gitignore', '.github/workflows/x.yml', 'größe.txt', 'a b.txt', '@scope/x'])(
  'the path %j is one of a project',
  (file) => expect(unwrap(check(sampleDelivery(base, [edit(file, undefined, 'x')])))).toBe('branch'),
);

test('ids that could end a line, short commits, no edits and doubled edits are refused', () => {
  const one = edit('a', undefined, 'x');
  for (const delivery of [
    sampleDelivery(base, [one], { statement: { patchId: 'x\nMaximus-Patch: y' } }),
    sampleDelivery(base, [one], { statement: { correlationId: '' } }),
    sampleDelivery(base, [one], { statement: { patchDigest: 'abc' } }),
    sampleDelivery(base, [one], { supersedes: ['--x'] }),
    sampleDelivery('abc', [one]),
    sampleDelivery('--upload-pack=x', [one]),
    sampleDelivery(base, []),
    sampleDelivery(base, [one, one]),
  ])
    expect(check(delivery)).toMatchObject({ ok: false });
});

test('a branch name is one that git takes, whatever the package is called', () => {
  expect(branchName('maximus', sampleStatement({ package: '@acme/left-pad' }))).toMatch(
    /^maximus\/direct-upgrade\/acme-left-pad-1\.0\.1-[0-9a-f]{8}$/,
  );
  const anyName = fc.string({ unit: 'binary', maxLength: 90 });
  fc.assert(
    fc.property(anyName, anyName, (name, to) => {
      const branch = branchName('maximus', sampleStatement({ package: name, to }));
      // git-check-ref-format(1), and never an option.
      expect(branch).toMatch(/^maximus\/direct-upgrade\/[A-Za-z0-9._-]+$/);
      expect(branch).not.toMatch(/\.\.|\/\.|\.lock(\/|$)|\.$|@\{|\/-/);
    }),
  );
});
