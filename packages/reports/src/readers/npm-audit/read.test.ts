import { expect, it } from 'vitest';
import { sampleImports } from '../../testing/sample-imports.ts';
import { read } from './read.ts';

const report = (document: unknown) => {
  const result = read(document, 'report.json');
  if (!result.ok) throw result.error;
  return result.value;
};

it('reads report 2, whose findings name no version', () => {
  expect(report(sampleImports['npm-audit']).findings).toEqual([
    {
      ids: ['GHSA-35jh-r3h4-6jhm'],
      package: { ecosystem: 'npm', name: 'lodash', purl: 'pkg:npm/lodash' },
      severity: 'high',
      cvssVectors: ['CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H'],
      fixedVersions: ['4.17.21'],
      summary: 'Command Injection in lodash',
      url: 'https://github.com/advisories/GHSA-35jh-r3h4-6jhm',
    },
  ]);
});

it('reads report 1, one finding an installed version', () => {
  const advisory = {
    findings: [
      { version: '4.17.15', paths: ['a>lodash'] },
      { version: '3.10.1', paths: [] },
    ],
    id: 1673,
    title: 'Command Injection',
    module_name: 'lodash',
    cves: ['CVE-2021-23337'],
    github_advisory_id: 'GHSA-35jh-r3h4-6jhm',
    severity: 'moderate',
    patched_versions: '>=4.17.21 <5 || >=5.0.1',
    url: 'https://example.test',
  };
  const { findings } = report({ advisories: { 1673: advisory }, metadata: {} });
  expect(findings.map((finding) => finding.package.version)).toEqual(['4.17.15', '3.10.1']);
  expect(findings[0]).toMatchObject({
    ids: ['CVE-2021-23337', 'GHSA-35jh-r3h4-6jhm'],
    severity: 'medium',
    fixedVersions: ['4.17.21', '5.0.1'],
  });
});

it('keeps a flaw that only npm has a number for', () => {
  const via = [{ source: 77, name: 'x', severity: 'low', cwe: ['CWE-506'] }];
  const [finding] = report({ auditReportVersion: 2, vulnerabilities: { x: { via } } }).findings;
  expect(finding).toMatchObject({ ids: ['NPM-77'], malware: true });
});

it('takes a failed run for a failure, never for a clean one', () => {
  const result = read(
    { error: { code: 'ENOLOCK', summary: 'This command requires an existing lockfile.' } },
    'report.json',
  );
  expect(result).toMatchObject({ ok: false, error: { code: 'reports.tool_failed' } });
});
