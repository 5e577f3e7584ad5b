import { expect, it } from 'vitest';
import {
  hostileFinding,
  hostileTexts,
  sampleFinding,
  sampleIncomplete,
  sampleReport,
} from '../../testing/sample-report.ts';
import { sarifFaults } from '../../testing/sarif-schema.ts';
import { write } from './write.ts';

const log = (...args: Parameters<typeof sampleReport>) => {
  const parsed = JSON.parse(write(sampleReport(...args)));
  expect(sarifFaults(parsed)).toEqual([]);
  return parsed.runs[0];
};
const upgraded = { ecosystem: 'npm', name: 'lodash', version: '4.17.20', purl: 'pkg:npm/lodash@4.17.20' };

it('follows the schema of SARIF 2.1.0, whatever the texts are', () => {
  for (const text of hostileTexts) log([hostileFinding(text)], { incomplete: [{ ...sampleIncomplete, file: text }] });
});

it('has one rule a flaw and one result a file', () => {
  const [place] = sampleFinding().occurrences;
  const twice = sampleFinding({ occurrences: [place!, { ...place!, file: 'other/package-lock.json' }] });
  const run = log([twice, sampleFinding({ package: upgraded })]);
  expect(run.tool.driver.rules).toHaveLength(1);
  expect(run.tool.driver.rules[0]).toMatchObject({
    id: 'CVE-2021-23337',
    properties: { 'security-severity': '7.2', tags: ['security', 'vulnerability', 'external/cwe/cwe-094'] },
  });
  expect(run.results).toHaveLength(3);
  expect(run.results[0].message.text).toContain('lodash 4.17.15');
  expect(run.results[0].message.text).toContain('fixed in 4.17.21');
  expect(run.results[0].locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: 'web/package-lock.json', uriBaseId: '%SRCROOT%' },
    region: { startLine: 12 },
  });
});

it('keeps the fingerprint over an upgrade that repairs nothing, and tells files and packages apart', () => {
  const print = (parts: Parameters<typeof sampleFinding>[0]) =>
    log([sampleFinding(parts)]).results[0].partialFingerprints['maximusFinding/v1'];
  expect(print({ package: upgraded })).toBe(print({}));
  expect(print({ package: { ...upgraded, name: 'lodash-es' } })).not.toBe(print({}));
  expect(print({ occurrences: [{ ...sampleFinding().occurrences[0]!, file: 'b.json' }] })).not.toBe(print({}));
});

it('says that the run failed when something could not be checked, also without findings', () => {
  const run = log([], { incomplete: [sampleIncomplete] });
  expect(run.invocations[0]).toMatchObject({ executionSuccessful: false, exitCode: 2 });
  expect(run.invocations[0].toolExecutionNotifications[0].message.text).toContain('Could not check: not valid TOML');
  expect(log([]).invocations[0].executionSuccessful).toBe(true);
});

it('suppresses what a rule holds back, with the reason and the owner', () => {
  const ignored = [
    { finding: sampleFinding(), rule: { reason: 'not used', owner: 'anna', until: '2026-12-01', index: 0 } },
  ];
  const run = log([], { ignored });
  expect(run.results[0].suppressions).toEqual([
    { kind: 'external', status: 'accepted', justification: 'not used (anna, until 2026-12-01)' },
  ]);
});

it('marks what is new since the baseline', () => {
  const run = log([sampleFinding({ is_new: true }), sampleFinding({ is_new: false, package: upgraded })]);
  expect(run.results.map((result: { baselineState: string }) => result.baselineState)).toEqual(['new', 'unchanged']);
});

it('scores malware as the worst, and what nobody scored not at all, as a warning', () => {
  const { cvss: _, ...rest } = sampleFinding({ severity: 'unknown' });
  const run = log([sampleFinding({ kind: 'malware', primary_id: 'MAL-2024-1' }), rest]);
  expect(run.tool.driver.rules[0].properties['security-severity']).toBe('10.0');
  expect(run.tool.driver.rules[1].properties).not.toHaveProperty('security-severity');
  expect(run.results.map((result: { level: string }) => result.level)).toEqual(['error', 'warning']);
});

it('gives a score of the stated severity where the vector says another', () => {
  expect(log([sampleFinding({ severity: 'critical' })]).tool.driver.rules[0].properties['security-severity']).toBe(
    '9.0',
  );
});

it('reads no scheme, query or fragment into a path', () => {
  const occurrence = { ...sampleFinding().occurrences[0]!, file: 'a b/c:d?e#f%g/ü.json' };
  const uri = log([sampleFinding({ occurrences: [occurrence] })]).results[0].locations[0].physicalLocation
    .artifactLocation.uri;
  expect(uri).toBe('a%20b/c%3Ad%3Fe%23f%25g/%C3%BC.json');
});
