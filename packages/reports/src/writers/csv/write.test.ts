import { expect, it } from 'vitest';
import { sampleFinding, sampleIncomplete, sampleReport } from '../../testing/sample-report.ts';
import { csvLine } from '../../words/csv.ts';
import { write } from './write.ts';

const lines = (...args: Parameters<typeof sampleReport>) => write(sampleReport(...args)).split('\r\n');

it('has a header, one line a finding, and lines for what is ignored or could not be checked', () => {
  const rule = { reason: 'not used', owner: 'anna', until: '2026-12-01', index: 0 };
  const written = lines([sampleFinding()], {
    ignored: [{ finding: sampleFinding(), rule }],
    incomplete: [sampleIncomplete],
  });
  expect(written.map((line) => line.split(',')[0])).toEqual(['row', 'finding', 'ignored', 'could_not_check', '']);
  expect(written[1]).toContain('CVE-2021-23337');
  expect(written[2]).toContain('"not used (anna, until 2026-12-01)"');
});

it.each([
  ['=1+1', "'=1+1\r\n"],
  ['@SUM(A1)', "'@SUM(A1)\r\n"],
  ['-1', '-1\r\n'],
  ['-1+cmd', "'-1+cmd\r\n"],
  ['a"b', '"a""b"\r\n'],
  ['a\nb', '"a\nb"\r\n'],
])('writes %j as data', (cell, wanted) => {
  expect(csvLine([cell])).toBe(wanted);
});
