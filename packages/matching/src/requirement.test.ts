import { describe, expect, test } from 'vitest';
import { findingsOf } from './findings.ts';
import { matcherOf, type RecordParts, record } from './testing/records.ts';

function verdict(parts: RecordParts, requirement: string, ...more: RecordParts[]) {
  const records = [parts, ...more].map((each, i) => record(`T-${i}`, each));
  const subject = { ecosystem: parts.ecosystem ?? 'npm', name: 'left' };
  const { hits, misses, undecided } = matcherOf(...records).matchRequirement(subject, requirement);
  const hit = hits.find((h) => h.advisory.id === 'T-0');
  if (hit) {
    const { every, below, witness } = hit.requirement ?? {};
    return `${every ? 'every' : 'some'} ${below ? `<${below}` : (witness ?? hit.reason)}`;
  }
  const other = [...misses, ...undecided].find((each) => each.advisory.id === 'T-0');
  return other?.reason;
}

describe('a requirement is affected when a known version that it allows is', () => {
  test.each<[string, RecordParts, string, string]>([
    ['its own lowest version', { range: ['>=0', '<1.2.3'] }, '^1.0.0', 'some 1.0.0'],
    ['exactly one version', { range: ['>=0', '<1.2.3'] }, '1.0.0', 'every 1.0.0'],
    ['missing parts are zero', { range: ['>=0', '<1.2.3'] }, '1.2', 'some 1.2.0'],
    ['wildcards', { range: ['>=0', '<1.2.0'] }, '1.x', 'some 1.0.0'],
    ['anything goes', { range: ['>=0', '<1.0.0'] }, '*', 'some <1.0.0'],
    ['an upper bound below the fix', { range: ['>=0', '<2.0.0'] }, '<1.5', 'every <1.5.0'],
    ['a version of the list', { versions: ['1.4.0'] }, '^1.0.0', 'some 1.4.0'],
    ['the last affected version', { range: ['>=1.1.0', '<=1.4.0'] }, '^1.0.0', 'some 1.4.0'],
    ['the version where it begins', { range: ['>=1.1.0'] }, '^1.1.0', 'every 1.1.0'],
    ['nothing allowed is affected', { range: ['>=0', '<1.2.3'] }, '^2.0.0', 'outside-ranges'],
    ['a fixed version first of all', { range: ['>=0', '<0.0.0'] }, '^1.0.0', 'outside-ranges'],
    ['PyPI', { ecosystem: 'PyPI', range: ['>=0', '<2.0'] }, '>=1.0,<2.0', 'every 1.0.0'],
    ['Go', { ecosystem: 'Go', range: ['>=0', '<1.2.3'], type: 'SEMVER' }, 'v1.0.0', 'some v1.0.0'],
    ['every version: the requirement need not be read', { range: ['>=0'] }, 'git+ssh://x', 'some range'],
    ['a requirement that is none', { range: ['>=0', '<1.0.0'] }, 'git+ssh://x', 'requirement-not-comparable'],
    ['withdrawn', { range: ['>=0', '<1.0.0'], withdrawn: '2025-01-01T00:00:00Z' }, '*', 'withdrawn'],
    [
      'withdrawn, and a requirement that is none',
      { range: ['>=0', '<1.0.0'], withdrawn: '2025-01-01T00:00:00Z' },
      'git+ssh://x',
      'withdrawn',
    ],
    ['an event that does not parse', { range: ['>=0', '<one'] }, '^1.0.0', 'event-not-comparable'],
    ['no allowed version is known', { versions: ['one'] }, '>5.0.0', 'no-version'],
  ])('%s', (_name, parts, requirement, expected) => {
    expect(verdict(parts, requirement)).toBe(expected);
  });

  test('versions of the other advisories are known too', () => {
    expect(verdict({ range: ['>=1.5.0'] }, '>1.5.0', { range: ['>=0', '<1.7.0'] })).toBe('every 1.7.0');
  });
});

test('a very long list of versions is bounded', () => {
  const versions = Array.from({ length: 6000 }, (_, i) => `1.0.${i}`);
  expect(verdict({ versions }, '^1.0.0', { range: ['>=0', '<9.9.9'] })).toMatch(/^(every|some) 1\.0\./);
});

test('a requirement of a megabyte does not slow it down', () => {
  verdict({ range: ['>=0', '<1.2.3'] }, `>=${'1.'.repeat(500_000)}0`);
});

describe('findings of a requirement', () => {
  test.each<[RecordParts, string, string, string | undefined]>([
    [{ range: ['>=0', '<2.0.0'] }, '1.0.0', 'medium', '2.0.0'],
    [{ range: ['>=0', '<1.2.3'] }, '^1.0.0', 'low', '1.2.3'],
    [{ range: ['>=0', '<2.0.0'], approximate: true }, '1.0.0', 'low', '2.0.0'],
    [{ range: ['>=0'] }, '1.0.0', 'high', undefined],
  ])('a requirement is weaker: %j with %s is %s, fixed in %s', (parts, requirement, confidence, fixed) => {
    const matcher = matcherOf(record('T-1', parts));
    const subject = { ecosystem: 'npm', name: 'left' };
    const [found] = findingsOf(matcher, subject, matcher.matchRequirement(subject, requirement));
    expect([found?.confidence, found?.fixedVersion]).toEqual([confidence, fixed]);
  });

  test('a requirement is named in the sentence', () => {
    const matcher = matcherOf(record('T-1', { range: ['>=1.0.0', '<=1.2.3'] }));
    const subject = { ecosystem: 'npm', name: 'left' };
    const [found] = findingsOf(matcher, subject, matcher.matchRequirement(subject, '^1.0.0'));
    expect(found?.matched[0]).toMatchObject({
      text: 'nothing locks it; "^1.0.0" allows 1.2.3: that is at or above 1.0.0 and not above 1.2.3, the last affected version',
      last_affected: '1.2.3',
    });
  });
});
