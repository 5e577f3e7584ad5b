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

const rule = (more: string) =>
  `ignore:\n  - id: GHSA-hrpp-h998-j3pp\n    package: qs\n    reason: behind the gateway\n    owner: team-shop\n    until: 2026-12-31\n${more}`;

it('says that a rule of the settings holds the finding back, by whom and why', async () => {
  workspace.write('held.yaml', rule(''));
  const { code, out } = await workspace.run(['explain', 'CVE-2022-24999', 'npm-shop', '--config', 'held.yaml']);
  expect(code).toBe(0);
  expect(out).toContain('for qs 6.7.0: affected');
  const words = out.replace(/\s+/g, ' ');
  expect(words).toContain('held back by the rule of team-shop until 2026-12-31: behind the gateway');
  const named = await workspace.run(['explain', 'CVE-2022-24999', '-p', 'pkg:npm/qs@6.7.0', '--config', 'held.yaml']);
  expect(named.out).toContain('held back by the rule of team-shop');
});

it('says nothing of a rule that is for other files or has ended', async () => {
  workspace.write('other.yaml', rule('    path: services/**\n'));
  const argv = ['explain', 'CVE-2022-24999', 'npm-shop', '--config', 'other.yaml'];
  expect((await workspace.run(argv)).out).not.toContain('held back');
  workspace.write('other.yaml', rule('').replace('2026-12-31', '2026-11-19'));
  expect((await workspace.run(argv)).out).not.toContain('held back');
});

it('exits 2 for a path whose lock file could not be read whole, and says which', async () => {
  const lock = workspace.read('npm-shop/package-lock.json');
  workspace.write('torn/package-lock.json', lock.slice(0, lock.length >> 1));
  const torn = await workspace.run(['explain', 'CVE-2022-24999', 'torn']);
  expect(torn.code).toBe(2);
  expect(torn.err).toContain('package-lock.json');
  expect(torn.err).toContain('Not all of it could be checked');
  const both = await workspace.run(['explain', 'CVE-2022-24999', 'npm-shop', 'torn']);
  expect(both.code).toBe(2);
  expect(both.err).toContain('torn/package-lock.json');
});
