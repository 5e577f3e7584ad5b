import { describe, expect, test } from 'vitest';
import { readSeverity, severityWord } from './severity.ts';
import type { AssessedRecord } from './types.ts';

const v2 = { type: 'CVSS_V2', score: 'AV:N/AC:L/Au:N/C:C/I:C/A:C' };
const v30 = { type: 'CVSS_V3', score: 'CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' };
const v31 = { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N' };
const v31worse = { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' };
const v4 = { type: 'CVSS_V4', score: 'CVSS:4.0/AV:L/AC:H/AT:P/PR:H/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N' };
const read = (...records: AssessedRecord[]) => readSeverity({ records });

describe('the vector that counts', () => {
  test('is of the newest version, however low its score', () => {
    const orders = [
      [v2, v30, v31, v4],
      [v4, v31, v30, v2],
    ];
    for (const severity of orders) expect(read({ id: 'A', severity }).cvss?.version).toBe('4.0');
    expect(read({ id: 'A', severity: [v30, v31] }).cvss).toMatchObject({ version: '3.1', base_score: 6.1 });
    expect(read({ id: 'A', severity: [v2, v30] }).cvss?.version).toBe('3.0');
  });

  test('is the higher one of two of a version, whichever record brings it', () => {
    for (const records of [
      [
        { id: 'A', severity: [v31] },
        { id: 'B', severity: [v31worse] },
      ],
      [
        { id: 'B', severity: [v31worse] },
        { id: 'A', severity: [v31] },
      ],
    ]) {
      expect(readSeverity({ records }).cvss).toEqual({
        version: '3.1',
        base_score: 7.5,
        severity: 'HIGH',
        vector_string: v31worse.score,
        source: 'B',
      });
    }
  });

  test('may stand in an affected element, but only in one that concerns the package', () => {
    const records = [
      { id: 'A', affected: [{ package: { ecosystem: 'npm', name: 'a' }, severity: [v31] }, { severity: [v4] }] },
    ];
    expect(readSeverity({ records }).cvss?.version).toBe('4.0');
    expect(readSeverity({ records, concerns: (affected) => affected.package?.name === 'a' }).cvss?.version).toBe('3.1');
  });

  test('does not come from a withdrawn record while a live one is there', () => {
    const withdrawn = { id: 'A', severity: [v4], withdrawn: '2024-01-01T00:00:00Z' };
    expect(read(withdrawn, { id: 'B', severity: [v31] }).cvss?.source).toBe('B');
    expect(read(withdrawn).cvss?.source).toBe('A');
  });

  test('a bad vector is flagged and the next best is taken', () => {
    const bad = { type: 'CVSS_V3', score: 'CVSS:3.1/AV:Q' };
    expect(read({ id: 'A', severity: [bad, v30] })).toMatchObject({
      cvss: { version: '3.0' },
      unreadable: [{ advisoryId: 'A', vector: bad.score, reason: '"Q" is not a value of AV' }],
    });
  });
});

describe('without a vector the word of the source counts', () => {
  test.each([
    ['MODERATE', 'medium'],
    ['Critical', 'critical'],
    ['important', 'high'],
    ['LOW', 'low'],
    ['None', 'none'],
  ])('%s is %s', (stated, level) => {
    const evidence = read({ id: 'A', database_specific: { severity: stated } });
    expect([evidence.word, severityWord(evidence)]).toEqual([{ level, source: 'A' }, level]);
  });

  test('the worst word wins, wherever it stands', () => {
    expect(
      read(
        { id: 'A', database_specific: { severity: 'low' } },
        { id: 'B', affected: [{ ecosystem_specific: { urgency: 'medium' }, database_specific: { severity: 'High' } }] },
        { id: 'C', severity: [{ type: 'Ubuntu', score: 'negligible' }] },
      ).word,
    ).toEqual({ level: 'high', source: 'B' });
  });

  test.each([undefined, 7, null, {}, 'Unknown', '__proto__', 'constructor'])('%s is no word', (severity) => {
    const evidence = read({ id: 'A', database_specific: { severity } });
    expect([evidence.word, severityWord(evidence)]).toEqual([undefined, 'unknown']);
  });

  test('entries of the wrong type are passed over', () => {
    const severity = [
      { type: 7, score: 'high' },
      { type: 'CVSS_V3', score: 7.5 },
    ] as never;
    expect(read({ id: 'A', severity })).toEqual({ unreadable: [] });
  });

  test('a vector is preferred to a word', () => {
    const evidence = read({ id: 'A', severity: [v31], database_specific: { severity: 'CRITICAL' } });
    expect([evidence.word, severityWord(evidence)]).toEqual([undefined, 'medium']);
  });
});
