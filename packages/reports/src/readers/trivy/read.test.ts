import { expect, it } from 'vitest';
import { sampleImports } from '../../testing/sample-imports.ts';
import { read } from './read.ts';

const report = (document: unknown) => {
  const result = read(document, 'report.json');
  if (!result.ok) throw result.error;
  return result.value;
};

it('reads purl, versions and vectors, and takes vendor ids for no aliases', () => {
  expect(report(sampleImports['trivy'])).toMatchObject({
    toolVersion: '0.60.0',
    findings: [
      {
        ids: ['CVE-2021-23337'],
        package: { ecosystem: 'npm', name: 'lodash', version: '4.17.15', purl: 'pkg:npm/lodash@4.17.15' },
        severity: 'high',
        cvssVectors: ['CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H', 'AV:N/AC:L/Au:S/C:P/I:P/A:P'],
        fixedVersions: ['4.17.21', '5.0.0'],
        file: 'web/package-lock.json',
      },
    ],
  });
});

it.each([
  ['debian', '12.5', 'Debian:12'],
  ['ubuntu', '22.04', 'Ubuntu:22.04'],
  ['alpine', '3.19.1', 'Alpine:v3.19'],
  ['pip', undefined, 'PyPI'],
])('knows the release of %s %s', (Type, Name, ecosystem) => {
  const Vulnerabilities = [{ VulnerabilityID: 'CVE-2024-1', PkgName: 'a', InstalledVersion: '1' }];
  const document = { Metadata: { OS: { Name } }, Results: [{ Type, Vulnerabilities }] };
  expect(report(document).findings).toMatchObject([{ package: { ecosystem } }]);
});

it('reads the bare list of old versions, and results without vulnerabilities', () => {
  const old = [{ Target: 'a', Type: 'npm', Vulnerabilities: null }, { Target: 'b' }];
  expect(report(old)).toMatchObject({ findings: [], problems: [] });
});
