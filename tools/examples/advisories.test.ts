import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

interface Row {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly details?: string;
  readonly modified: string;
  readonly published: string;
  readonly affected: ReadonlyArray<{
    readonly package: { readonly ecosystem: string; readonly name: string };
    readonly ranges: ReadonlyArray<{ readonly type: string; readonly events: ReadonlyArray<Record<string, string>> }>;
  }>;
}

const folder = resolve(import.meta.dirname, '../../examples/advisories');
const records = ['go', 'npm', 'pypi'].flatMap((ecosystem) =>
  readdirSync(join(folder, ecosystem)).map((name) => ({
    ecosystem,
    name,
    row: JSON.parse(readFileSync(join(folder, ecosystem, name), 'utf8')) as Row,
  })),
);

test('the sample holds 40 to 80 records, each in a file of its own name', () => {
  expect(records.length).toBeGreaterThanOrEqual(40);
  expect(records.length).toBeLessThanOrEqual(80);
  for (const { name, row } of records) expect(name).toBe(`${row.id}.json`);
});

test('a record concerns the ecosystem of its folder, says when, and speaks in our words', () => {
  for (const { ecosystem, row } of records) {
    expect(row.affected.map((item) => item.package.ecosystem.toLowerCase())).toContain(ecosystem);
    expect(Date.parse(row.published)).toBeLessThanOrEqual(Date.parse(row.modified));
    expect(row.summary.length).toBeGreaterThan(20);
    expect(row.details).toBeUndefined();
  }
});

test('every range begins, and ends at most where the next begins', () => {
  for (const { row } of records) {
    for (const range of row.affected.flatMap((item) => item.ranges)) {
      expect(range.events[0]).toHaveProperty('introduced');
      for (const event of range.events) expect(Object.keys(event)).toHaveLength(1);
    }
  }
});

test('some flaws have two records, joined by an alias', () => {
  const ids = new Set(records.map(({ row }) => row.id));
  const cves = records.flatMap(({ row }) => (row.aliases ?? []).filter((alias) => alias.startsWith('CVE-')));
  expect(cves.length - new Set(cves).size).toBeGreaterThanOrEqual(8);
  expect(records.some(({ row }) => row.aliases?.some((alias) => ids.has(alias)))).toBe(true);
});

test('kev.json and epss.csv speak of flaws of the sample', () => {
  const aliases = new Set(records.flatMap(({ row }) => row.aliases ?? []));
  const kev = JSON.parse(readFileSync(join(folder, 'kev.json'), 'utf8')) as {
    vulnerabilities: Array<{ cveID: string }>;
  };
  const [comment = '', head, ...rows] = readFileSync(join(folder, 'epss.csv'), 'utf8').trim().split('\n');
  expect(comment).toMatch(/^#.*score_date:/);
  expect(head).toBe('cve,epss,percentile');
  for (const cve of [
    ...kev.vulnerabilities.map((entry) => entry.cveID),
    ...rows.map((row) => row.split(',')[0] ?? ''),
  ]) {
    expect(aliases).toContain(cve);
  }
});
