import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleImports } from '../testing/sample-imports.ts';
import { hostileTexts } from '../testing/sample-report.ts';
import { readReport } from './read-report.ts';
import { readers } from './registry.ts';

const here = import.meta.dirname;
const folders = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());

it('has every folder, in alphabetical order, and nothing else', () => {
  expect([...readers.keys()]).toEqual(folders.map(({ name }) => name).sort());
});

/** Every document that comes of one with one value replaced, or one key renamed. */
function mutations(document: unknown, values: readonly unknown[]): unknown[] {
  const out: unknown[] = [...values];
  const paths: string[][] = [];
  const walk = (value: unknown, path: string[]) => {
    if (path.length > 0) paths.push(path);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, each] of Object.entries(value)) walk(each, [...path, key]);
  };
  walk(document, []);
  for (const path of paths) {
    for (const value of values) {
      const copy = structuredClone(document) as Record<string, never>;
      const owner = path.slice(0, -1).reduce((at, key) => at[key]!, copy);
      Object.assign(owner, { [path.at(-1)!]: value });
      out.push(copy);
    }
  }
  return out;
}

describe.each([...readers.values()])('$id', (reader) => {
  const sample = sampleImports[reader.id];

  it('has its files and a description of one line', () => {
    for (const file of ['index.ts', 'read.ts', 'read.test.ts', 'readme.md'])
      expect(existsSync(join(here, reader.id, file)), file).toBe(true);
    expect(reader.description).toMatch(/^\S.{5,119}\.$/);
  });

  it('is the only one that takes its sample', () => {
    expect([...readers.values()].filter((each) => each.detect(sample)).map(({ id }) => id)).toEqual([reader.id]);
  });

  it('reads its sample without a loss', () => {
    const report = readReport(JSON.stringify(sample), 'report.json');
    if (!report.ok) throw report.error;
    expect(report.value.problems).toEqual([]);
    expect(report.value.findings).toHaveLength(1);
    expect(report.value.file).toBe('report.json');
  });

  it('never throws, whatever stands in any field', () => {
    const values: unknown[] = [
      null,
      7,
      -1,
      true,
      [],
      {},
      [[null]],
      { __proto__: null, constructor: 1 },
      'x'.repeat(100_000),
      ...hostileTexts,
    ];
    for (const document of mutations(sample, values)) {
      reader.detect(document);
      const report = reader.read(document, 'report.json');
      if (!report.ok) expect(report.error.code).toMatch(/^reports\./);
      else
        for (const { ids, package: named } of report.value.findings)
          expect([ids.length > 0, named.purl.startsWith('pkg:')]).toEqual([true, true]);
    }
  });

  it('keeps the rest of a report when elements are broken, and counts them', () => {
    const broken = JSON.parse(
      JSON.stringify(sample, (key, value) =>
        Array.isArray(value) && listKeys.has(key) ? [...value, {}, null] : value,
      ),
    );
    const report = reader.read(reader.id === 'npm-audit' ? withBrokenEntry(sample) : broken, 'report.json');
    if (!report.ok) throw report.error;
    expect(report.value.findings).toHaveLength(1);
    expect(report.value.problems.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(0);
  });
});

const listKeys = new Set(['matches', 'vulnerabilities', 'vulns', 'results', 'Vulnerabilities']);

function withBrokenEntry(sample: unknown): unknown {
  const copy = structuredClone(sample) as { vulnerabilities: Record<string, unknown> };
  copy.vulnerabilities['broken'] = null;
  return copy;
}

describe('any text', () => {
  it('is a report or a failure that names the file, never an exception', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const report = readReport(text, 'x.json');
        if (!report.ok) expect(report.error.details.file).toBe('x.json');
      }),
      { numRuns: 300 },
    );
  });

  it('that nests deep, is cut off or is of nobody is refused with its reason', () => {
    const codeOf = (text: string) => {
      const report = readReport(text, 'x.json');
      return report.ok ? 'ok' : report.error.code;
    };
    expect(codeOf('['.repeat(200_000))).toBe('reports.too_deep');
    expect(codeOf(JSON.stringify(sampleImports['trivy']).slice(0, -9))).toBe('reports.malformed');
    expect(codeOf('{"a":1}')).toBe('reports.unknown_format');
    expect(codeOf(`\ufeff${JSON.stringify(sampleImports['trivy'])}`)).toBe('ok');
  });
});
