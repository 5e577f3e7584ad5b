/**
 * Real lock files: one command over all 63 files of projects.tar.gz against the real advisories of their ecosystems.
 * The data lie beside the repository (`MAXIMUS_TEST_DATA`, else `../shared/data`) and are no part of it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ScanReport } from '@maximus/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../testing/run-command.ts';

const data = process.env['MAXIMUS_TEST_DATA'] ?? resolve(import.meta.dirname, '../../../../../shared/data');
const required = Boolean(process.env['CI']) || process.env['MAXIMUS_PROVISION'] === '1';
const absent = !existsSync(join(data, 'projects.tar.gz'));
const feeds = ['npm', 'pypi', 'go', 'crates', 'rubygems-rubysec', 'packagist-fop', 'maven-harvest'];

interface Row {
  readonly file: string;
  readonly kind: string;
}

describe.skipIf(absent && !required)(
  `63 real files of 24 projects${absent ? `: skipped, no data in ${data}` : ''}`,
  () => {
    let folder = '';
    let rows: readonly Row[] = [];
    let runs: readonly { readonly code: number; readonly out: string }[] = [];
    let report: ScanReport;

    beforeAll(async () => {
      if (absent) throw new Error(`the test data projects.tar.gz is not in ${data}`);
      folder = mkdtempSync(join(tmpdir(), 'maximus-projects-'));
      execFileSync('tar', ['-xzf', join(data, 'projects.tar.gz'), '-C', folder]);
      rows = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as readonly Row[];
      const from = feeds.flatMap((name) => ['--from', join(data, 'advisories', `osv-${name}.jsonl.gz`)]);
      const db = join(folder, '.index');
      const tables = ['kev-2026-08-07.json', 'epss-2026-08-16.csv.gz'].flatMap((name) => [
        '--from',
        join(data, 'advisories', name),
      ]);
      const built = await runCommand(['db', 'build', ...from, ...tables, '--db', db, '--quiet']);
      expect(built.code, built.err).toBe(0);
      const scan = () => runCommand(['scan', '.', '--db', db, '--format', 'json'], { workingFolder: folder });
      runs = [await scan(), await scan()];
      report = JSON.parse(runs[0]?.out ?? '') as ScanReport;
    }, 180_000);
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('fails for what they hold, and says the same bytes twice', () => {
      expect(runs.map(({ code }) => code)).toEqual([1, 1]);
      expect(runs[1]?.out === runs[0]?.out).toBe(true);
      expect(report).toMatchObject({ outcome: 'findings', exit_code: 1 });
      expect(report.summary.kev).toBeGreaterThan(0);
    });

    it('reads every file of the manifest, a go.sum together with its go.mod', () => {
      expect(rows).toHaveLength(63);
      const entries = new Map(report.files.map((file) => [file.path, file]));
      const isRead = (file: string): boolean => {
        const entry = entries.get(file);
        if (entry?.status === 'parsed' || entry?.status === 'partial') return true;
        const mod = file.replace(/go\.sum$/, 'go.mod');
        return mod !== file && entry?.reason === `read with ${mod}` && isRead(mod);
      };
      expect(rows.filter(({ file }) => !isRead(file))).toEqual([]);
      expect(report.files.filter(({ status }) => status === 'failed')).toEqual([]);
    });

    it('finds something in most of them, each finding with a place, a reason and a priority', () => {
      const files = new Set(report.findings.flatMap(({ occurrences }) => occurrences.map(({ file }) => file)));
      expect(rows.filter(({ file }) => files.has(file)).length).toBeGreaterThan(rows.length / 2);
      for (const finding of report.findings) {
        expect(finding.occurrences.length).toBeGreaterThan(0);
        expect(finding.matched_advisories.length).toBeGreaterThan(0);
        expect(finding.priority_reasons.length).toBeGreaterThan(0);
      }
    });
  },
);
