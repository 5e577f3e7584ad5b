import { unwrap } from '@maximus/kernel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEpss } from '../feeds/epss/parse.ts';
import { memorySource } from './bytes.ts';
import { cveNumber, cveText } from './epss-day.ts';
import { EpssTable } from './epss-table.ts';
import { digestOfForecasts, writeEpss } from './epss-writer.ts';
import { epssText } from './export-tables.ts';
import { SegmentReader } from './segment-reader.ts';
import { MemorySink, SegmentWriter } from './segment-writer.ts';

function tableOf(csv: string): { table: EpssTable; bad: number; digest: string } {
  const day = unwrap(parseEpss(Buffer.from(csv)));
  const sink = new MemorySink();
  const out = new SegmentWriter(sink);
  const digest = writeEpss(out, day);
  out.finish({ date: day.date });
  return { table: new EpssTable(new SegmentReader(memorySource(sink.bytes()), 'test')), bad: day.bad, digest };
}

const head = '#model_version:v1,score_date:2026-08-16T00:00:00+0000\ncve,epss,percentile\n';

test('every forecast reads back as the number that was published, whatever the order of rows', () => {
  const share = fc.integer({ min: 0, max: 1_000_000_000 }).map((n) => (n / 1e9).toFixed(9));
  const row = fc.tuple(fc.integer({ min: 1999, max: 2040 }), fc.integer({ min: 1, max: 9_999_999 }), share, share);
  fc.assert(
    fc.property(
      fc.uniqueArray(row, { selector: ([year, serial]) => `${year}-${serial}`, minLength: 1, maxLength: 600 }),
      (rows) => {
        const lines = rows.map(([year, serial, p, q]) => `CVE-${year}-${String(serial).padStart(4, '0')},${p},${q}`);
        const { table, bad, digest } = tableOf(head + lines.join('\r\n'));
        expect([bad, table.size]).toEqual([0, rows.length]);
        for (const line of lines) {
          const [cve, p, q] = line.split(',') as [string, string, string];
          const found = table.get(cve.toLowerCase());
          expect(found).toEqual({ cve_id: cve, probability: Number(p), percentile: Number(q), date: '2026-08-16' });
        }
        expect(table.get('CVE-1998-0001')).toBeUndefined();
        expect(digestOfForecasts(table)).toBe(digest);
        expect(tableOf(epssText(table, { date: '2026-08-16' })).digest).toBe(digest);
      },
    ),
    { numRuns: 30 },
  );
});

test('of two rows for one CVE the later one counts, bad lines are counted, exponents are understood', () => {
  const { table, bad } = tableOf(
    `${head}CVE-2024-1,0.1,0.2\nCVE-2024-1,0.3,0.4\nCVE-2023-9,9.4e-04,1\nCVE-2024-2,2,0.1\nCVE-2024-3,,0.1\nX-1,0,0\nCVE-2024-4\n`,
  );
  expect(bad).toBe(4);
  expect(table.get('CVE-2024-1')?.probability).toBe(0.3);
  expect(table.get('CVE-2023-9')).toMatchObject({ probability: 0.00094, percentile: 1 });
});

test('a file without date or rows is refused', () => {
  expect(parseEpss(Buffer.from('cve,epss,percentile\nCVE-2024-1,0,0\n')).ok).toBe(false);
  expect(unwrap(parseEpss(Buffer.from('CVE-2024-1,0,0'), '2026-01-04')).date).toBe('2026-01-04');
  expect(parseEpss(Buffer.from(head)).ok).toBe(false);
});

test('a CVE id is one number and back', () => {
  for (const id of ['CVE-1999-0001', 'CVE-2024-123456', 'CVE-2026-9999999999'])
    expect(cveText(cveNumber(id) as number)).toBe(id);
  for (const id of ['', 'CVE-2024-', 'CVE-20x4-1', 'GHSA-2024-1', 'CVE-2024-12345678901', 'CVE-2024-1x'])
    expect(cveNumber(id)).toBeUndefined();
});
