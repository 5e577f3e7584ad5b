import { expect, it } from 'vitest';
import { sampleImports } from '../../testing/sample-imports.ts';
import { read } from './read.ts';

const report = (document: unknown) => {
  const result = read(document, 'report.json');
  if (!result.ok) throw result.error;
  return result.value;
};

it('reads identifiers and leaves licences out', () => {
  expect(report(sampleImports['snyk']).findings).toEqual([
    {
      ids: ['CVE-2021-23337', 'GHSA-35jh-r3h4-6jhm', 'SNYK-JS-LODASH-1040724'],
      package: { ecosystem: 'npm', name: 'lodash', version: '4.17.15', purl: 'pkg:npm/lodash@4.17.15' },
      severity: 'high',
      cvssVectors: ['CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H/E:P'],
      fixedVersions: ['4.17.21'],
      file: 'web/package-lock.json',
      summary: 'Command Injection',
      url: 'https://security.snyk.io/vuln/SNYK-JS-LODASH-1040724',
    },
  ]);
});

it('says which of several projects was not tested, and fails where none was', () => {
  const broken = { ok: false, error: 'Missing node_modules', path: '.' };
  expect(report([sampleImports['snyk'], broken])).toMatchObject({
    findings: [{ ids: expect.anything() }],
    problems: [{ error: { code: 'reports.tool_failed' } }],
  });
  expect(read(broken, 'x')).toMatchObject({ ok: false, error: { code: 'reports.tool_failed' } });
});
