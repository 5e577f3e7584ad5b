import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SampleWorkspace, sampleWorkspace } from '../testing/sample-workspace.ts';

let workspace: SampleWorkspace;

beforeAll(async () => {
  workspace = await sampleWorkspace();
});
afterAll(() => workspace.dispose());

it('explains each locked version of the packages that the flaw names', async () => {
  const { code, out, err } = await workspace.run(['explain', 'cve-2022-24999', 'npm-shop']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('for qs 6.7.0: affected');
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

it('says why a version is not affected', async () => {
  const { code, out } = await workspace.run(['explain', 'CVE-2022-24999', '--package', 'pkg:npm/qs@6.7.3']);
  expect(code).toBe(0);
  expect(out).toContain('✓ CVE-2022-24999 for qs 6.7.3: not affected');
});

it('exits 2 where it cannot be judged, and says what', async () => {
  const { code, out } = await workspace.run(['explain', 'CVE-2022-24999', '-p', 'pkg:npm/qs@not-a-version']);
  expect(code).toBe(2);
  expect(out).toContain('could not be judged');
});

it('exits 3 for an id that no record has', async () => {
  const { code, out } = await workspace.run(['explain', 'CVE-1999-0001', 'npm-shop']);
  expect(code).toBe(3);
  expect(out).toContain('no record has this id');
});

it('says that nothing here is concerned', async () => {
  const { code, out, err } = await workspace.run(['explain', 'CVE-2022-24999', 'python-notes']);
  expect(code).toBe(0);
  expect(out).toContain('in the index');
  expect(err).toContain('No version of the packages it names is locked in python-notes');
});

it('gives the steps as JSON', async () => {
  const { out } = await workspace.run(['explain', 'CVE-2022-24999', 'npm-shop', '--format', 'json']);
  expect(JSON.parse(out)).toMatchObject([{ subject: { name: 'qs' }, explanation: { outcome: 'affected' } }]);
});

it.each([
  ['not a purl', 'purl'],
  ['pkg:unheard/of@1', 'not a package URL of a known type'],
])('refuses --package %s', async (purl, says) => {
  const { code, err } = await workspace.run(['explain', 'CVE-2022-24999', '-p', purl]);
  expect(code).toBe(3);
  expect(err).toContain(says);
});

it('refuses a folder that is not there', async () => {
  expect((await workspace.run(['explain', 'CVE-2022-24999', 'nowhere'])).code).toBe(3);
});
