import type { AliasGroup } from '@maximus/advisories';
import { ReportFinding } from '@maximus/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readReport } from '../readers/read-report.ts';
import { sampleImports } from '../testing/sample-imports.ts';
import { sampleFinding } from '../testing/sample-report.ts';
import type { ImportedFinding, ImportedReport } from '../types.ts';
import { type MergeContext, mergeImported } from './index.ts';

const group: AliasGroup = {
  id: 'agr_00000000000000000000000001',
  primaryId: 'CVE-2021-23337',
  recordIds: ['GHSA-35jh-r3h4-6jhm'],
  ids: ['CVE-2021-23337', 'GHSA-35jh-r3h4-6jhm'],
};
const context: MergeContext = {
  index: {
    groupOf: (id) => (group.ids.some((each) => each.toLowerCase() === id.toLowerCase()) ? group : undefined),
    record: () => undefined,
    kev: () => undefined,
    epss: () => undefined,
  },
  exposure: 'unknown',
  detectedAt: '2026-08-17T00:00:00.000Z',
};

const finding = (parts: Partial<ImportedFinding> = {}): ImportedFinding => ({
  ids: ['CVE-2099-1'],
  package: { ecosystem: 'npm', name: 'left', version: '1.0.0', purl: 'pkg:npm/left@1.0.0' },
  severity: 'high',
  cvssVectors: [],
  fixedVersions: [],
  file: 'package-lock.json',
  ...parts,
});
const unversioned = { ecosystem: 'npm', name: 'left', purl: 'pkg:npm/left' };
const reportOf = (tool: string, ...findings: ImportedFinding[]): ImportedReport => ({
  tool,
  file: `${tool}.json`,
  findings,
  problems: [],
});

it('names every tool that reports the same flaw, by whatever alias', () => {
  const ids = ['grype', 'osv-scanner', 'snyk', 'trivy', 'npm-audit'];
  const reports = ids.map((id) => {
    const report = readReport(JSON.stringify(sampleImports[id]), `${id}.json`);
    if (!report.ok) throw report.error;
    return report.value;
  });
  const merged = mergeImported([sampleFinding()], reports, context);
  expect(merged.findings).toHaveLength(1);
  expect(merged.findings[0]?.sources).toEqual(['maximus', 'grype', 'npm-audit', 'osv-scanner', 'snyk', 'trivy']);
  expect(merged.sources.map(({ id, findings, status }) => [id, findings, status])).toContainEqual(['snyk', 1, 'ok']);
});

it('makes a finding of what only other tools report, and says so', () => {
  const imported = finding({
    cvssVectors: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
    fixedVersions: ['2.0.0', '1.10.0', '1.9.0'],
  });
  const { findings } = mergeImported(
    [sampleFinding()],
    [reportOf('trivy', imported), reportOf('grype', finding())],
    context,
  );
  expect(findings).toHaveLength(2);
  expect(ReportFinding.parse(findings[1])).toMatchObject({
    primary_id: 'CVE-2099-1',
    severity: 'critical',
    confidence: 'medium',
    sources: ['grype', 'trivy'],
    fixed_versions: ['1.9.0', '1.10.0', '2.0.0'],
    occurrences: [{ file: 'package-lock.json', scope: 'unknown', path: ['left@1.0.0'] }],
    matched_advisories: [
      {
        id: 'CVE-2099-1',
        reason: 'imported',
        text: 'grype reports CVE-2099-1 for left 1.0.0; this scan did not match it itself',
      },
      { id: 'CVE-2099-1', reason: 'imported' },
    ],
  });
});

it('keeps versions, packages and ecosystems apart, and joins spellings of one', () => {
  const at = (ecosystem: string, name: string, version: string) =>
    finding({ package: { ecosystem, name, version, purl: `pkg:x/${name}@${version}` } });
  const names = (...findings: ImportedFinding[]) =>
    mergeImported([], [reportOf('a', ...findings)], context).findings.length;
  expect(names(at('npm', 'left', '1.0.0'), at('npm', 'left', '1.0.1'))).toBe(2);
  expect(names(at('npm', 'left', '1.0.0'), at('PyPI', 'left', '1.0.0'))).toBe(2);
  expect(names(at('PyPI', 'Foo_Bar', '1.0'), at('PyPI', 'foo-bar', '1.0.0'))).toBe(1);
});

it('lets a report without versions speak of every version, and stand alone where there is none', () => {
  const bare = finding({ package: unversioned });
  const merge = (...findings: ImportedFinding[]) =>
    mergeImported([], [reportOf('npm-audit', bare), reportOf('b', ...findings)], context).findings;
  expect(merge(finding()).map(({ sources }) => sources)).toEqual([['b', 'npm-audit']]);
  expect(merge()).toMatchObject([{ confidence: 'low', package: unversioned, fixable_by: 'no_fix' }]);
  const own = sampleFinding({ ids: ['CVE-2099-1'], package: finding().package });
  expect(mergeImported([own], [reportOf('npm-audit', bare)], context).findings.map(({ sources }) => sources)).toEqual([
    ['maximus', 'npm-audit'],
  ]);
});

it('takes malware for malware, and the places that the scan knows for the places', () => {
  const occurrences = [{ file: 'a.lock', scope: 'dev' as const, direct: true, path: ['left@1.0.0'] }];
  const { findings } = mergeImported([], [reportOf('snyk', finding({ malware: true }))], {
    ...context,
    occurrencesOf: () => occurrences,
  });
  expect(findings).toMatchObject([{ kind: 'malware', fixable_by: 'removal', occurrences }]);
});

it('gives a flaw that the index knows its group', () => {
  const { findings } = mergeImported([], [reportOf('a', finding({ ids: ['ghsa-35jh-r3h4-6jhm'] }))], context);
  expect(findings).toMatchObject([{ group_id: group.id, primary_id: 'CVE-2021-23337', ids: group.ids }]);
});

it('gives the same findings whatever the order of reports and of what is in them', () => {
  const id = fc.constantFrom(
    'CVE-2099-1',
    'CVE-2099-2',
    'GHSA-aaaa-bbbb-cccc',
    'CVE-2021-23337',
    'ghsa-35jh-r3h4-6jhm',
    '__proto__x',
  );
  const imported = fc.record({
    ids: fc.uniqueArray(id, { minLength: 1, maxLength: 3 }),
    version: fc.constantFrom('1.0.0', 'v1.0.0', '2.0.0', 'junk', undefined),
    name: fc.constantFrom('left', 'constructor', 'lodash'),
    severity: fc.constantFrom('high' as const, 'low' as const, undefined),
    fixed: fc.constantFrom('1.5.0', '2.0.0', 'junk'),
  });
  const report = fc.record({ tool: fc.constantFrom('a', 'b', 'c'), findings: fc.array(imported, { maxLength: 6 }) });
  fc.assert(
    fc.property(fc.array(report, { maxLength: 4 }), fc.infiniteStream(fc.nat()), (drawn, random) => {
      const reports = drawn.map(
        ({ tool, findings }, at): ImportedReport => ({
          ...reportOf(tool),
          file: `${at}.json`,
          findings: findings.map(({ ids, version, name, severity, fixed }) => ({
            ids,
            package: { ecosystem: 'npm', name, purl: `pkg:npm/${name}`, ...(version === undefined ? {} : { version }) },
            ...(severity === undefined ? {} : { severity }),
            cvssVectors: [],
            fixedVersions: [fixed],
          })),
        }),
      );
      const shuffled = <T>(all: readonly T[]): T[] =>
        all
          .map((each) => ({ each, at: random.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ each }) => each);
      const own = [sampleFinding(), sampleFinding({ ids: ['CVE-2099-2'], package: finding().package })];
      const other = shuffled(reports).map((each) => ({ ...each, findings: shuffled(each.findings) }));
      const [first, second] = [mergeImported(own, reports, context), mergeImported(own, other, context)];
      expect(second.findings).toEqual(first.findings);
      expect(second.sources).toEqual(first.sources);
    }),
    { numRuns: 300 },
  );
});
