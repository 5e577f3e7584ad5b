import { expect, it } from 'vitest';
import { sampleFinding, sampleReport } from '../testing/sample-report.ts';
import { writers } from '../writers/registry.ts';
import { type Baseline, compareWithBaseline, readBaseline } from './index.ts';

const now = 0;
const text = (id: string, ...args: Parameters<typeof sampleReport>) =>
  writers.get(id)?.write(sampleReport(...args), { now }) ?? '';
const baseline = (written: string): Baseline => {
  const read = readBaseline(written, 'base');
  if (!read.ok) throw read.error;
  return read.value;
};
const isNew = (base: Baseline, parts: Parameters<typeof sampleFinding>[0]) =>
  compareWithBaseline([sampleFinding(parts)], base)[0]?.is_new;
const [place] = sampleFinding().occurrences;

it.each(['json', 'sarif'])('%s: knows a finding again by package, file and any id, not by version', (format) => {
  const base = baseline(text(format, [sampleFinding({ occurrences: [{ ...place!, file: 'a b/ü#1.json' }] })]));
  const there = [{ ...place!, file: 'a b/ü#1.json' }];
  const upgraded = { ecosystem: 'npm', name: 'lodash', version: '4.17.20', purl: 'pkg:npm/lodash@4.17.20' };
  expect(isNew(base, { occurrences: there })).toBe(false);
  expect(isNew(base, { occurrences: there, package: upgraded })).toBe(false);
  expect(isNew(base, { occurrences: there, ids: ['ghsa-35jh-r3h4-6jhm', 'CVE-2099-1'] })).toBe(false);
  expect(isNew(base, { occurrences: there, ids: ['CVE-2099-1'] })).toBe(true);
  expect(isNew(base, { occurrences: [...there, { ...place!, file: 'other.json' }] })).toBe(true);
  expect(isNew(base, { occurrences: there, package: { ...upgraded, name: 'lodash-es' } })).toBe(true);
  expect(isNew(base, { occurrences: there, package: { ...upgraded, ecosystem: 'PyPI' } })).toBe(true);
});

it.each(['json', 'sarif'])('%s: what a rule held back was never accepted by a baseline', (format) => {
  const ignored = [{ finding: sampleFinding(), rule: { reason: 'x', owner: 'y', until: '2026-12-01', index: 0 } }];
  expect(isNew(baseline(text(format, [], { ignored })), {})).toBe(true);
});

it.each([
  ['nothing', ''],
  ['text', 'hello'],
  ['another JSON', '{}'],
  ['a report of another version', JSON.stringify({ schema: 'maximus.scan-report/2', findings: [] })],
  [
    'SARIF of another tool',
    JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'Trivy' } }, results: [] }] }),
  ],
  ['SARIF without a run', JSON.stringify({ version: '2.1.0', runs: [] })],
  ['a finding without a package', JSON.stringify({ schema: 'maximus.scan-report/1', findings: [{ ids: ['a'] }] })],
  ['a finding of nothing', JSON.stringify({ schema: 'maximus.scan-report/1', findings: [null] })],
  ['a result of a broken address', text('sarif', [sampleFinding()]).replaceAll('web/package-lock.json', '%zz')],
  ['deep nesting', '['.repeat(100_000)],
])('refuses %s', (_, written) => {
  expect(readBaseline(written, 'base.json')).toMatchObject({
    ok: false,
    error: { code: 'reports.baseline_invalid', details: { file: 'base.json' } },
  });
});
