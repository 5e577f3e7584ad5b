/** The demo as a stranger runs it: it ends well and shows every kind of finding that the examples promise. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReportFinding, ScanReport } from '../../packages/contracts/src/index.ts';

let folder = '';
let report: ScanReport;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'maximus-demo-'));
  const output = join(folder, 'report.json');
  const main = join(import.meta.dirname, 'main.ts');
  const done = spawnSync(process.execPath, [main, '--format', 'json', '--output', output], {
    encoding: 'utf8',
    env: { ...process.env, MAXIMUS_DEMO_INDEX: join(folder, 'index') },
  });
  expect(done.status, `${done.stdout}${done.stderr}`).toBe(0);
  report = JSON.parse(readFileSync(output, 'utf8')) as ScanReport;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const of = (name: string): readonly ReportFinding[] =>
  report.findings.filter((finding) => finding.package.name === name);

test('findings at the threshold win', () => {
  expect(report.exit_code).toBe(1);
  expect(report.outcome).toBe('findings');
});

test('a critical one, and two that are known to be exploited', () => {
  expect(of('minimist')[0]?.severity).toBe('critical');
  const exploited = report.findings
    .filter((finding) => finding.kev !== undefined)
    .map((finding) => finding.package.name);
  expect(exploited.sort()).toEqual(['pillow', 'systeminformation']);
});

test('a high one that is neither critical nor in KEV, brought in by another package', () => {
  const [finding] = of('qs');
  expect(finding?.severity).toBe('high');
  expect(finding?.kev).toBeUndefined();
  expect(finding?.occurrences[0]?.direct).toBe(false);
  expect(finding?.occurrences[0]?.path).toEqual(['express@4.17.1', 'qs@6.7.0']);
});

test('ones without a fix, and development-only ones', () => {
  expect(of('ip')[0]?.fixable_by).toBe('no_fix');
  expect(of('github.com/dgrijalva/jwt-go')[0]?.fixable_by).toBe('no_fix');
  expect(of('cross-spawn')[0]?.occurrences.map((occurrence) => occurrence.scope)).toEqual(['dev']);
  expect(of('black')[0]?.occurrences.map((occurrence) => occurrence.scope)).toEqual(['dev']);
});

test('two records of one flaw are one finding', () => {
  const twice = of('pyyaml');
  expect(twice).toHaveLength(1);
  expect(twice[0]?.matched_advisories.map((matched) => matched.id).sort()).toEqual([
    'GHSA-8q59-q68h-6hv4',
    'PYSEC-2021-142',
  ]);
  const groups = report.findings.map((finding) => `${finding.package.purl} ${finding.group_id}`);
  expect(new Set(groups).size).toBe(groups.length);
});
