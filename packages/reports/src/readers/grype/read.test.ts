import { expect, it } from 'vitest';
import { sampleImports } from '../../testing/sample-imports.ts';
import { read } from './read.ts';

const report = (document: unknown) => {
  const result = read(document, 'report.json');
  if (!result.ok) throw result.error;
  return result.value;
};

it('takes the GitHub advisory and its CVE as one flaw', () => {
  expect(report(sampleImports['grype'])).toMatchObject({
    tool: 'grype',
    toolVersion: '0.90.0',
    findings: [
      {
        ids: ['GHSA-35jh-r3h4-6jhm', 'CVE-2021-23337'],
        package: { ecosystem: 'npm', name: 'lodash', version: '4.17.15', purl: 'pkg:npm/lodash@4.17.15' },
        severity: 'high',
        cvssVectors: ['CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H'],
        fixedVersions: ['4.17.21'],
        file: 'web/package-lock.json',
      },
    ],
  });
});

it('takes the ids that an advisory of a distribution relates to for no aliases', () => {
  const match = {
    vulnerability: {
      id: 'DSA-5000-1',
      namespace: 'debian:distro:debian:12',
      fix: { versions: ['1'], state: 'wont-fix' },
    },
    relatedVulnerabilities: [{ id: 'CVE-2024-1' }, { id: 'CVE-2024-2' }],
    artifact: { name: 'zlib1g', version: '1:1.2', purl: 'pkg:deb/debian/zlib1g@1:1.2?distro=debian-12' },
  };
  const [finding] = report({ matches: [match] }).findings;
  expect(finding).toMatchObject({ ids: ['DSA-5000-1'], package: { ecosystem: 'Debian:12' }, fixedVersions: [] });
});
