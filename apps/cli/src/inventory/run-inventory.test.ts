import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SampleWorkspace, sampleWorkspace } from '../testing/sample-workspace.ts';

let workspace: SampleWorkspace;

beforeAll(async () => {
  workspace = await sampleWorkspace();
});
afterAll(() => workspace.dispose());

it('lists files with their formats and counts', async () => {
  const { code, out, err } = await workspace.run(['inventory', 'npm-shop']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^package-lock\.json +npm-package-lock +77 packages$/m);
  expect(out.trimEnd().split('\n').at(-1)).toMatch(/^\d+ packages in \d+ files$/);
});

it('writes JSON with every component', async () => {
  const inventory = JSON.parse((await workspace.run(['inventory', 'npm-shop', '-f', 'json'])).out);
  expect(inventory.totals.components).toBe(77);
  expect(inventory.files[0].components.map(({ name }: { name: string }) => name)).toContain('minimist');
});

it.each([
  ['cyclonedx', { bomFormat: 'CycloneDX', specVersion: '1.6' }],
  ['spdx', { spdxVersion: 'SPDX-2.3' }],
])('writes %s, the same bytes in two runs, into a file where one is named', async (format, expected) => {
  const { code, out } = await workspace.run(['inventory', 'npm-shop', '-f', format]);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject(expected);
  expect(out).toContain('pkg:npm/minimist@1.2.5');
  await workspace.run(['inventory', 'npm-shop', '-f', format, '-o', `bom.${format}`]);
  expect(workspace.read(`bom.${format}`)).toBe(out);
});

it('an SBOM that it wrote gives the findings of the project', async () => {
  workspace.write('sbom/.keep', '');
  await workspace.run(['inventory', 'npm-shop', '-f', 'cyclonedx', '-o', 'sbom/bom.json']);
  const flaws = async (path: string) =>
    (await workspace.scan([path])).report.findings
      .map((finding) => `${finding.package.purl} ${finding.primary_id}`)
      .sort();
  expect(await flaws('sbom')).toEqual(await flaws('npm-shop'));
});

it('--why prints the paths that bring a package in, or that nothing does', async () => {
  expect((await workspace.run(['inventory', 'npm-shop', '--why', 'qs'])).out).toBe(
    'qs 6.7.0  package-lock.json\n  express@4.17.1 › qs@6.7.0\n',
  );
  expect((await workspace.run(['inventory', 'npm-shop', '--why', 'left-pad'])).out).toBe(
    'left-pad is in none of the files here\n',
  );
});

it('exits 2, and names the place, where a file could not be read', async () => {
  workspace.write('broken/package-lock.json', '{');
  const { code, err } = await workspace.run(['inventory', 'broken', '-f', 'cyclonedx']);
  expect(code).toBe(2);
  expect(err).toMatch(/^! package-lock\.json/);
});

it('looks only at what the globs leave', async () => {
  const { out } = await workspace.run(['inventory', '.', '--include', '**/package-lock.json', '--exclude', 'broken']);
  expect(out).toBe(
    'berth-board/package-lock.json                     npm-package-lock  3 packages\n' +
      'npm-shop/package-lock.json                        npm-package-lock  77 packages\n\n80 packages in 2 files\n',
  );
});

it('exits 3 for a folder that is not there', async () => {
  expect((await workspace.run(['inventory', 'nowhere'])).code).toBe(3);
});
