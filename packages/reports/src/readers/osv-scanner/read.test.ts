import { expect, it } from 'vitest';
import { sampleImports } from '../../testing/sample-imports.ts';
import { read } from './read.ts';

const report = (document: unknown) => {
  const result = read(document, 'report.json');
  if (!result.ok) throw result.error;
  return result.value;
};

it('takes ids and aliases of a group as one flaw', () => {
  expect(report(sampleImports['osv-scanner']).findings).toEqual([
    {
      ids: ['GHSA-35jh-r3h4-6jhm', 'CVE-2021-23337'],
      package: { ecosystem: 'npm', name: 'lodash', version: '4.17.15', purl: 'pkg:npm/lodash@4.17.15' },
      severity: 'high',
      cvssVectors: ['CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H'],
      fixedVersions: ['4.17.21'],
      file: 'web/package-lock.json',
      summary: 'Command Injection in lodash',
    },
  ]);
});

it('leaves withdrawn records out, and commits are no fixed versions', () => {
  const affected = [{ package: { name: 'a' }, ranges: [{ type: 'GIT', events: [{ fixed: 'abcdef' }] }] }];
  const vulnerabilities = [
    { id: 'GHSA-old', withdrawn: '2024-01-01T00:00:00Z' },
    { id: 'OSV-2024-1', affected },
  ];
  const packages = [{ package: { name: 'a', version: '1.0.0', ecosystem: 'npm' }, vulnerabilities }];
  const { findings } = report({ results: [{ source: { path: 'a' }, packages }] });
  expect(findings).toMatchObject([{ ids: ['OSV-2024-1'], fixedVersions: [] }]);
});
