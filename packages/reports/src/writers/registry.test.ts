import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  hostileFinding,
  hostileTexts,
  sampleFinding,
  sampleIncomplete,
  sampleReport,
} from '../testing/sample-report.ts';
import { writers } from './registry.ts';

const here = import.meta.dirname;
const folders = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const now = Date.parse('2026-08-17T13:14:15Z');

it('has every folder, in alphabetical order, and nothing else', () => {
  expect([...writers.keys()]).toEqual(folders.map(({ name }) => name).sort());
});

describe.each([...writers.values()])('$id', (writer) => {
  it('has its files, a short readme and a description of one line', () => {
    for (const file of ['index.ts', 'write.ts', 'write.test.ts'])
      expect(existsSync(join(here, writer.id, file)), file).toBe(true);
    expect(readFileSync(join(here, writer.id, 'readme.md'), 'utf8').split('\n').length).toBeLessThanOrEqual(60);
    expect(writer.description).toMatch(/^\S.{10,119}\.$/);
    expect(writer.mediaType).toMatch(/^[a-z]+\/[a-z0-9.+-]+$/);
  });

  it('writes the same bytes at any time of one day, and ends in one line break', () => {
    const report = sampleReport([sampleFinding()], { incomplete: [sampleIncomplete] });
    const first = writer.write(report, { now });
    expect(writer.write(report, { now: now + 3_600_000 })).toBe(first);
    expect(first.endsWith('\n')).toBe(true);
    expect(first.endsWith('\n\n')).toBe(false);
  });

  it('does not change the report', () => {
    const report = sampleReport([sampleFinding()], { incomplete: [sampleIncomplete] });
    const before = JSON.stringify(report);
    writer.write(report, { now });
    expect(JSON.stringify(report)).toBe(before);
  });

  it('takes every hostile text as data', () => {
    for (const text of hostileTexts) {
      const finding = hostileFinding(text);
      const ignored = [{ finding, rule: { reason: text, owner: text, until: text, index: 0 } }];
      const incomplete = [{ ...sampleIncomplete, message: text, help: text, file: text, subject: text, code: text }];
      const written = writer.write(sampleReport([finding], { ignored, incomplete }), { now });
      if (!/json$|csv$/.test(writer.mediaType)) expect(written).not.toContain('<script>alert');
      if (writer.mediaType.endsWith('json')) expect(() => JSON.parse(written)).not.toThrow();
    }
  });

  it('writes an empty report and a large one', () => {
    expect(writer.write(sampleReport([]), { now })).not.toBe('');
    const many = Array.from({ length: 3000 }, (_, at) =>
      sampleFinding({ package: { ecosystem: 'npm', name: `p${at}`, version: '1.0.0', purl: `pkg:npm/p${at}@1.0.0` } }),
    );
    expect(writer.write(sampleReport(many), { now }).length).toBeGreaterThan(1000);
  });
});
