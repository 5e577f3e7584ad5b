import { Cvss2, Cvss3P0, Cvss3P1, Cvss4P0 } from 'ae-cvss-calculator';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCvss, severityOfScore } from './index.ts';
import { v2Grammar } from './v2.ts';
import { v3Grammar } from './v3.ts';
import { v4Grammar } from './v4.ts';
import type { Grammar } from './vector.ts';

const baseVector = (grammar: Grammar) =>
  fc
    .tuple(
      ...grammar.mandatory.map((name) =>
        fc.constantFrom(...(grammar.metrics.get(name) ?? [])).map((v) => `${name}:${v}`),
      ),
    )
    .map((parts) => parts.join('/'));

const score = (vector: string) => {
  const parsed = parseCvss(vector);
  return parsed.ok ? parsed.value.baseScore : parsed.reason;
};

describe('published examples', () => {
  test.each([
    ['AV:N/AC:L/Au:N/C:N/I:N/A:C', 7.8],
    ['AV:L/AC:H/Au:N/C:C/I:C/A:C', 6.2],
    ['(AV:N/AC:L/Au:N/C:C/I:C/A:C)', 10],
    ['AV:N/AC:L/Au:N/C:N/I:N/A:N', 0],
    ['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1],
    ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H', 9.9],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 9.3],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', 10],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N', 0],
  ])('%s is %f', (vector, expected) => {
    expect(score(vector)).toBe(expected);
  });

  test('temporal, threat and environmental metrics do not change the base score', () => {
    expect(score('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/MC:N')).toBe(9.8);
    expect(score('CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U/U:Amber')).toBe(9.3);
    expect(score('AV:N/AC:L/Au:N/C:N/I:N/A:C/E:POC/RL:OF/RC:C')).toBe(7.8);
  });
});

describe('an independent implementation gives the same base score', () => {
  const peers: [string, string, Grammar, (vector: string) => number | undefined][] = [
    ['2.0', '', v2Grammar, (vector) => new Cvss2(vector).calculateScores().base],
    ['3.0', 'CVSS:3.0/', v3Grammar, (vector) => new Cvss3P0(vector).calculateScores().base],
    ['3.1', 'CVSS:3.1/', v3Grammar, (vector) => new Cvss3P1(vector).calculateScores().base],
    ['4.0', 'CVSS:4.0/', v4Grammar, (vector) => new Cvss4P0(vector).calculateScores().overall],
  ];
  test.each(peers)('version %s', (_version, prefix, grammar, peer) => {
    fc.assert(
      fc.property(baseVector(grammar), (vector) => {
        expect(score(prefix + vector)).toBe(peer(prefix + vector));
      }),
      { numRuns: 4000 },
    );
  });
});

describe('a bad vector', () => {
  const base = 'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
  test.each([
    ['', '"" is not a metric'],
    ['CVSS:3.1', '"CVSS" is not a metric'],
    ['CVSS:5.0/AV:N', 'version "5.0" is not known'],
    [`CVSS:3.1/${base}/`, '"" is not a metric'],
    [`CVSS:3.1/${base}/AV:L`, 'AV is given twice'],
    ['CVSS:3.1/AV:N', 'AC, PR, UI, S, C, I, A is missing'],
    ['CVSS:3.1/AV:Z', '"Z" is not a value of AV'],
    ['CVSS:3.1/constructor:N', '"constructor" is not a metric'],
    ['CVSS:3.1/__proto__', '"__proto__" is not a metric'],
    ['7.5', '"7.5" is not a metric'],
  ])('%s is refused: %s', (vector, reason) => {
    expect(parseCvss(vector)).toEqual({ ok: false, reason });
  });

  test('a vector of a megabyte is refused without being read', () => {
    expect(parseCvss(`CVSS:3.1/${'A'.repeat(1_000_000)}`)).toEqual({ ok: false, reason: 'it has 1000000 characters' });
  });

  test('never throws, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((s) => `CVSS:3.1/${s}`),
          fc.string().map((s) => `CVSS:4.0/${s}`),
        ),
        (text) => {
          expect(typeof parseCvss(text).ok).toBe('boolean');
        },
      ),
    );
  });
});

test.each([
  [10, 'CRITICAL'],
  [9, 'CRITICAL'],
  [8.9, 'HIGH'],
  [7, 'HIGH'],
  [6.9, 'MEDIUM'],
  [4, 'MEDIUM'],
  [3.9, 'LOW'],
  [0.1, 'LOW'],
  [0, 'NONE'],
])('a score of %f is %s', (value, word) => {
  expect(severityOfScore(value)).toBe(word);
});
