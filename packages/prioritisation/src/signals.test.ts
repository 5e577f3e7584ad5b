import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signalsOf } from './signals.ts';

const kevs = new Map(
  (['2024-02-02', '2024-01-01', '2024-01-01'] as const).map((date_added, i) => [
    `CVE-${i}`,
    { cve_id: `CVE-${i}`, date_added, known_ransomware: false, source: 'kev' },
  ]),
);
const forecasts = new Map(
  [0.1, 0.9, 0.9].map((probability, i) => [
    `CVE-${i}`,
    { cve_id: `CVE-${i}`, probability, percentile: 0, date: '2026-08-16' },
  ]),
);
const source = { kev: (id: string) => kevs.get(id), epss: (id: string) => forecasts.get(id) };

test('the earliest KEV entry and the highest forecast count, whatever the order of ids', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(['CVE-0', 'cve-1', 'CVE-2', 'GHSA-x'], { minLength: 4 }), (ids) => {
      expect(signalsOf(source, ids)).toEqual({ kev: kevs.get('CVE-1'), epss: forecasts.get('CVE-1') });
    }),
  );
});

test('nothing known gives nothing', () => {
  expect(signalsOf(source, ['GHSA-x', 'CVE-9'])).toEqual({});
});
